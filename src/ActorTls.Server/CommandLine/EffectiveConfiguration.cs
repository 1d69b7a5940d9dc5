using System.Globalization;
using ActorTls.Configuration;
using ActorTls.Tls;
using Spectre.Console;

namespace ActorTls.Server.CommandLine;

/// <summary>
/// Prints what a valid configuration comes to. Names are never wrapped or cut where the output is read by a program or
/// kept in a file; a terminal wraps by itself.
/// </summary>
internal static class EffectiveConfiguration
{
    // Spectre.Console cuts tables to the width of its console; nothing we print is as wide as this.
    private const int Unlimited = 100_000;

    /// <summary>A table of the listeners, then one of each policy.</summary>
    /// <param name="settings">Of the listeners.</param>
    /// <param name="policies">As loaded.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isTerminal">Whether it has a width, and may have colours.</param>
    public static void Print(
        ActorTlsSettings settings, IReadOnlyDictionary<string, TlsPolicy> policies, TextWriter output, bool isTerminal)
    {
        var tables = policies.Values.OrderBy(policy => policy.Name, StringComparer.Ordinal).Select(Policy)
            .Prepend(Listeners(settings)).ToArray();
        if (isTerminal)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
            foreach (var table in tables) console.Write(table);
            return;
        }

        using var text = new StringWriter();
        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        plain.Profile.Width = Unlimited;
        foreach (var table in tables) plain.Write(table);
        foreach (var line in text.ToString().Split('\n').SkipLast(1)) output.WriteLine(line.TrimEnd());
    }

    private static Table Listeners(ActorTlsSettings settings)
    {
        var table = CreateTable("Listener", "Address", "Policy", "PROXY", "Service", "Connections", "Handshakes", "Drain");
        foreach (var listener in settings.Listeners.Values)
        {
            AddRow(
                table, listener.Name, listener.Address.ToString()!, listener.IsPlaintext ? "none (tls = off)" : listener.Policy.Value,
                listener.AcceptsProxyHeader ? "accept" : "off",
                Lines(listener.Routes.Select(route => Service(settings, route.Service, Conditions(route))).Append(Service(settings, listener.Service))),
                Limit(listener.Limits.MaxConnections), Limit(listener.Limits.MaxHandshakes), Duration(listener.Timeouts.Drain));
        }
        return table;
    }

    private static string Service(ActorTlsSettings settings, Located<string> name, string conditions = "") =>
        PrintableText.OneLine($"{conditions}{name.Value} ({settings.Services[name.Value].Type})");

    private static string Conditions(RouteSettings route)
    {
        var conditions = new[] { ("server-name", route.ServerName), ("alpn", route.Alpn) }
            .Where(condition => condition.Item2 is not null).Select(condition => $"{condition.Item1} = {condition.Item2!.Value.Value}");
        if (route.Identity is { } identity) conditions = conditions.Append(Rule(identity));
        return $"{string.Join(" and ", conditions)}: ";
    }

    private static Table Policy(TlsPolicy policy)
    {
        var settings = policy.Settings;
        var table = CreateTable("Policy", policy.Name);
        AddRow(table, "protocols", Join(Protocols(policy.Protocols)));
        AddRow(table, "cipher-suites", Lines(policy.CipherSuites));
        AddRow(table, "groups", Join(settings.Groups.Select(group => group.Value)));
        AddRow(table, "certificates", Lines(policy.Certificates.Select(Certificate)));
        if (settings.Role == PolicyRole.Server) AddClients(table, settings);
        if (settings.Role == PolicyRole.Client || settings.ClientAuthentication != ClientAuthentication.None)
            AddRow(table, "certificate-profile", settings.CertificateProfile.ToString().ToLowerInvariant());
        AddRow(table, "alpn", Join(settings.Alpn.Select(protocol => protocol.Value)));
        if (settings.Role == PolicyRole.Server)
            AddRow(table, "session-tickets", settings.SessionTickets.Enabled ? Duration(settings.SessionTickets.Lifetime) : "off");
        return table;
    }

    /// <summary>What has no effect in a policy that only services use.</summary>
    private static void AddClients(Table table, PolicySettings settings)
    {
        AddRow(table, "unknown-server-name", settings.UnknownServerName.ToString().ToLowerInvariant());
        AddRow(table, "client-authentication", settings.ClientAuthentication.ToString().ToLowerInvariant());
        if (settings.ClientAuthentication != ClientAuthentication.None)
        {
            AddRow(table, "client-ca", Lines(settings.ClientCa.Files.Select(file => file.Path)));
            AddRow(table, "client-crl", Lines(settings.ClientCrl.Select(file => file.Path)));
            AddRow(table, "authorization.allow", Allowed(settings.Authorization));
        }
    }

    private static Table CreateTable(params string[] headings)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in headings)
        {
            var text = new Text(PrintableText.OneLine(heading), new Style(decoration: Decoration.Bold));
            table.AddColumn(new TableColumn(text).NoWrap());
        }
        return table;
    }

    private static void AddRow(Table table, params string[] cells) => table.AddRow(cells.Select(cell =>
        new Text(string.Join('\n', cell.Split('\n').Select(PrintableText.OneLine)))));

    private static IEnumerable<string> Protocols(TlsProtocols protocols)
    {
        if (protocols.HasFlag(TlsProtocols.Tls12)) yield return "TLSv1.2";
        if (protocols.HasFlag(TlsProtocols.Tls13)) yield return "TLSv1.3";
    }

    private static string Certificate(ServerCertificateSummary certificate)
    {
        var end = certificate.NotAfter.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var names = Join(certificate.ServerNames);
        return PrintableText.OneLine($"{certificate.Subject} ({certificate.KeyAlgorithm}) until {end}: {names}");
    }

    private static string Allowed(AuthorizationSettings authorization) =>
        authorization.AllowAny ? "any" : Lines(authorization.Rules.Select(Rule));

    private static string Rule(AuthorizationRuleSettings rule)
    {
        (string Name, Located<string>? Value)[] fields =
        [
            ("common-name", rule.CommonName), ("organizational-unit", rule.OrganizationalUnit), ("dns", rule.Dns),
            ("uri", rule.Uri), ("email", rule.Email), ("ip", rule.Ip), ("spki-sha256", rule.SpkiSha256),
        ];
        var shown = fields.Where(field => field.Value is not null).Select(field => $"{field.Name} = {field.Value!.Value.Value}");
        return PrintableText.OneLine(string.Join(" and ", shown));
    }

    private static string Lines(IEnumerable<string> values) => string.Join('\n', values.DefaultIfEmpty("-"));

    private static string Join(IEnumerable<string> values) => string.Join(", ", values.DefaultIfEmpty("-"));

    private static string Limit(int limit) => limit == 0 ? "no limit" : limit.ToString(CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan? duration) => duration switch
    {
        null => "off",
        { TotalHours: >= 1 } time when time.Ticks % TimeSpan.TicksPerHour == 0 => Format(time.TotalHours, "h"),
        { TotalMinutes: >= 1 } time when time.Ticks % TimeSpan.TicksPerMinute == 0 => Format(time.TotalMinutes, "m"),
        { TotalSeconds: >= 1 } time when time.Ticks % TimeSpan.TicksPerSecond == 0 => Format(time.TotalSeconds, "s"),
        { } time => Format(time.TotalMilliseconds, "ms"),
    };

    private static string Format(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
}
