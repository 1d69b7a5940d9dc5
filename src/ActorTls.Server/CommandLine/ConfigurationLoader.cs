using ActorTls.Configuration;
using ActorTls.Files;
using ActorTls.Hosting;
using ActorTls.Server.Certificates;
using ActorTls.Tls;

namespace ActorTls.Server.CommandLine;

/// <summary>Takes a configuration all the way from files to a validated deployment, in the same way for every command.</summary>
internal static class ConfigurationLoader
{
    private const string DefaultName = "default.conf";

    /// <summary>Loads. Null when <paramref name="report"/> has errors then.</summary>
    /// <param name="arguments">Where it comes from.</param>
    /// <param name="mayWrite">Whether development certificates that are asked for and do not exist may be written.</param>
    /// <param name="report">Gets every error and warning.</param>
    /// <param name="files">Gets every file that is read, also when the configuration has errors.</param>
    /// <exception cref="PlatformNotSupportedException">There is no usable OpenSSL, in a sentence for the user.</exception>
    public static LoadedConfiguration? Load(ConfigurationArguments arguments, bool mayWrite, ConfigurationReport report, FilesRead files)
    {
        var engine = ServerEngine.Load();
        var services = BuiltInServices.All;
        var settings = ActorTlsConfiguration.Read(Sources(arguments, files), services, report);
        if (settings is null) return null;

        var development = DevelopmentSettings.Resolve(
            settings, new RecordingFileSource(new DiskFileSource(), files), TimeProvider.System.GetUtcNow(), mayWrite && !report.HasErrors, report);
        var deployment = Deployment.Load(
            development.Settings, new DeploymentServices(engine, development.Files, TimeProvider.System, services), report);
        return deployment is null
            ? null
            : new LoadedConfiguration(deployment, development.Store, arguments.Files.Count == 0);
    }

    private static ConfigurationSources Sources(ConfigurationArguments arguments, FilesRead files)
    {
        var sources = new ConfigurationSources { WorkingDirectory = arguments.WorkingDirectory, Pipes = arguments.Pipes, FilesRead = files };
        if (arguments.Forward is { } forward) sources.AddDocument(ForwardDocument.Name, ForwardDocument.Write(forward, []));
        else if (arguments.Files.Count == 0) sources.AddDocument(DefaultName, ReadEmbeddedDefault());
        foreach (var file in arguments.Files) sources.AddFile(file);
        foreach (var setting in arguments.Settings) sources.AddAssignment(setting);
        return sources;
    }

    private static string ReadEmbeddedDefault()
    {
        using var stream = typeof(ConfigurationLoader).Assembly.GetManifestResourceStream(DefaultName)
            ?? throw new InvalidOperationException($"the resource {DefaultName} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
