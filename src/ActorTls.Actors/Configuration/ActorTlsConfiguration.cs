using System.Collections.Immutable;
using ActorTls.Configuration.Hocon;

namespace ActorTls.Configuration;

/// <summary>Reads a whole configuration.</summary>
public static class ActorTlsConfiguration
{
    private const string Root = "actor-tls";
    private const string Akka = "akka";

    /// <summary>
    /// Reads all layers, over <c>reference.conf</c>, into settings. Reads no file but configuration files.
    /// </summary>
    /// <param name="sources">The layers.</param>
    /// <param name="serviceTypes">The types of service that there are.</param>
    /// <param name="report">Gets every error and warning, those of each file from its top to its end.</param>
    /// <returns>
    /// Null when the text could not be read at all. When <paramref name="report"/> has errors, the settings serve only to validate the
    /// rest, so that all errors are reported at once: they are not to be deployed.
    /// </returns>
    public static ActorTlsSettings? Read(
        ConfigurationSources sources, IReadOnlyCollection<IServiceSettingsReader> serviceTypes, ConfigurationReport report)
    {
        var found = new ConfigurationReport();
        var settings = Read(sources, serviceTypes, new SettingsReading(found));
        report.AddByPlace(found);
        return settings;
    }

    internal static ActorTlsSettings? Read(
        ConfigurationSources sources, IReadOnlyCollection<IServiceSettingsReader> serviceTypes, SettingsReading reading)
    {
        var report = reading.Report;
        var reader = new HoconReader(sources.EnvironmentVariable, report);
        var tree = reader.Read([ReferenceConfiguration.Layer, .. sources.Layers], sources.WorkingDirectory, sources.Pipes, sources.FilesRead);
        if (tree is null) return null;

        ReportUnknownRoots(tree, reader.SubstitutedRoots, report);
        if (tree.Fields[Root] is not { Value: HoconObject own } field)
        {
            var value = tree.Fields[Root].Value;
            report.Error(value.Position.At(Root), HoconRenderer.RenderShort(value), "is not an object");
            return null;
        }
        var root = new SettingsSection(reading, own.Position.At(Root), Root, own, null);
        var settings = ReadRoot(root, serviceTypes) with { Akka = RenderAkka(tree, report) };
        root.ReportUnknownKeys();
        return settings;
    }

    private static ActorTlsSettings ReadRoot(SettingsSection root, IReadOnlyCollection<IServiceSettingsReader> serviceTypes)
    {
        var defaults = new DefaultSettings(root, serviceTypes);
        var services = ReadNamed(root, "services", null, defaults.ReadService);
        var listeners = ReadNamed(root, "listeners", defaults.Listener, ListenerReader.Read);
        var uses = new PolicyUses(listeners.Values, services.Values);
        var policies = ReadNamed(
            root, "policies", defaults.Policy, (name, section) => PolicyReader.Read(name, section, uses.RoleOf(name)));
        ListenerReader.Check(listeners.Values, policies, services.Keys.ToHashSet(), root);
        uses.Check(policies.Keys.ToHashSet(), root.Report);
        return new ActorTlsSettings(
            ReadIo(root.GetSection("io")),
            ReadLogging(root.GetSection("logging")),
            ReadReload(root.GetSection("reload")),
            root.GetFile("state-directory").Path,
            policies,
            services,
            listeners,
            Akka: "")
        {
            DefaultPolicy = PolicyReader.Read("", defaults.Policy, PolicyRole.Client),
        };
    }

    private static ImmutableSortedDictionary<string, T> ReadNamed<T>(
        SettingsSection root, string key, SettingsSection? defaults, Func<string, SettingsSection, T> read) =>
        root.GetNamedSections(key, defaults).ToImmutableSortedDictionary(
            named => named.Name, named => read(named.Name, named.Section), StringComparer.Ordinal);

    private static IoSettings ReadIo(SettingsSection section)
    {
        const int MostWorkers = 256;
        var workers = section.PeekText("workers") == "auto"
            ? Math.Min(Environment.ProcessorCount, MostWorkers)
            : section.GetInteger("workers", 1, MostWorkers, "auto");
        return new IoSettings(workers, section.GetDuration("spin", TimeSpan.Zero, TimeSpan.FromMilliseconds(10)));
    }

    private static LoggingSettings ReadLogging(SettingsSection section) => new(
        section.GetWord(
            "level",
            ("debug", LogVerbosity.Debug),
            ("info", LogVerbosity.Info),
            ("warning", LogVerbosity.Warning),
            ("error", LogVerbosity.Error)),
        section.GetWord("format", ("text", LogFormat.Text), ("json", LogFormat.Json)));

    private static ReloadSettings ReadReload(SettingsSection section) =>
        new(section.GetDurationOrOff("interval", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)));

    // A key of the user's own is welcome when a substitution uses it; any other is a mistyped one that would do nothing.
    private static void ReportUnknownRoots(HoconObject tree, IReadOnlySet<string> substituted, ConfigurationReport report)
    {
        foreach (var (key, field) in tree.Fields)
        {
            if (key is Root or Akka || substituted.Contains(key)) continue;
            report.Error(
                field.KeyPosition.At(HoconText.JoinPath([key])), null,
                $"is not a known key{SettingsSection.DidYouMean(key, [Root, Akka])}",
                $"{Root}, {Akka}, and keys that a substitution names");
        }
    }

    private static string RenderAkka(HoconObject tree, ConfigurationReport report)
    {
        if (!tree.Fields.TryGetValue(Akka, out var field)) return "";
        if (field.Value is not HoconObject)
        {
            report.Error(
                field.KeyPosition.At(Akka), HoconRenderer.RenderShort(field.Value), "is not an object", "{ key = value, … }");
        }
        var fields = new Dictionary<string, HoconField> { [Akka] = field };
        return HoconRenderer.RenderDocument(new HoconObject(field.KeyPosition, fields));
    }
}
