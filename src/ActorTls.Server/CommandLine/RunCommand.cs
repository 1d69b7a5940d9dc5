using ActorTls.Configuration;
using ActorTls.Server.Logging;
using ActorTls.Server.Running;

namespace ActorTls.Server.CommandLine;

/// <summary><c>actor-tls run</c>.</summary>
internal static class RunCommand
{
    /// <summary>Runs the server until a signal ends it; returns the exit code.</summary>
    public static async Task<int> ExecuteAsync(ConfigurationArguments arguments)
    {
        var report = new ConfigurationReport();
        LoadedConfiguration? loaded;
        try
        {
            loaded = ConfigurationLoader.Load(arguments, mayWrite: true, report);
        }
        catch (PlatformNotSupportedException e)
        {
            StandardError.Write(e.Message);
            return ExitCode.Unexpected;
        }
        if (loaded is null)
        {
            StandardError.Write(report);
            return ExitCode.InvalidConfiguration;
        }

        await using var log = new ServerLog(
            loaded.Deployment.Settings.Logging, Console.OpenStandardOutput(), TimeProvider.System);
        foreach (var warning in report.Warnings) log.Logger.Warning("{warning:l}", warning.ToString());
        if (loaded.DevelopmentCertificates is not null && (!loaded.IsDefault || arguments.Forward is not null))
            log.Logger.Warning("the configuration asks for development certificates, which are for development only");
        var manager = new ServiceManager(TimeProvider.System, log.Logger);
        return await new ServerRun(loaded, new ConfigurationReload(arguments, manager, log), manager, log).RunAsync();
    }
}
