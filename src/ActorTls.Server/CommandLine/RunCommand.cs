using ActorTls.Configuration;
using ActorTls.Files;
using ActorTls.Server.Logging;
using ActorTls.Server.Running;

namespace ActorTls.Server.CommandLine;

/// <summary><c>actor-tls run</c>.</summary>
internal static class RunCommand
{
    /// <summary>Runs the server until a signal ends it; returns the exit code.</summary>
    public static async Task<int> ExecuteAsync(ConfigurationArguments arguments, TerminationSignals signals)
    {
        var report = new ConfigurationReport();
        var files = new FilesRead();
        LoadedConfiguration? loaded;
        try
        {
            // A file may block for ever; a signal must end that too.
            var loading = Task.Run(() => ConfigurationLoader.Load(arguments, mayWrite: true, report, files));
            if (await Task.WhenAny(loading, signals.Asked) != loading)
            {
                StandardError.Write($"{await signals.Asked} received while the configuration was read; the server was not started");
                return ExitCode.Done;
            }
            loaded = await loading;
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
            loaded.Deployment.Settings.Logging, StandardStreams.OpenLog(), TimeProvider.System);
        foreach (var warning in report.Warnings) log.Logger.Warning("{warning:l}", warning.ToString());
        if (loaded.DevelopmentCertificates is not null && (!loaded.IsDefault || arguments.Forward is not null))
            log.Logger.Warning("the configuration asks for development certificates, which are for development only");
        var manager = new ServiceManager(TimeProvider.System, log.Logger);
        var reload = new ConfigurationReload(arguments, loaded.Deployment.Settings, files, manager, log);
        signals.AnswerHangUp(reload.Request);
        return await new ServerRun(loaded, reload, manager, signals, log).RunAsync();
    }
}
