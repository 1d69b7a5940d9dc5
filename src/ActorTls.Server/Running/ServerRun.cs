using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Deployments;
using ActorTls.Server.CommandLine;
using ActorTls.Server.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Extensions.Logging;

namespace ActorTls.Server.Running;

/// <summary>One run of the server, from binding its listeners to the exit code.</summary>
internal sealed class ServerRun(
    LoadedConfiguration configuration, ConfigurationReload reload, ServiceManager manager, TerminationSignals signals, ServerLog log)
{
    private readonly RunProgress _progress = new(TimeProvider.System);

    /// <summary>
    /// Runs until a signal asks for the end, or until the actor system ends by itself. Whatever hangs is left behind when a
    /// signal, or the end, has waited for it long enough.
    /// </summary>
    public async Task<int> RunAsync()
    {
        var run = Task.Run(RunToItsEndAsync);
        var overdue = _progress.OverdueAsync(signals.Asked, signals.Cut);
        if (await Task.WhenAny(run, overdue) == run) return await run;

        var (code, what) = await overdue;
        log.Logger.Error("{what:l}; the process ends without it", what);
        return code;
    }

    private async Task<int> RunToItsEndAsync()
    {
        using var loggers = new SerilogLoggerFactory(log.Logger);
        using var heap = new NativeHeap();
        var server = new ActorTlsServer(configuration.Deployment, loggers);
        var host = ServerHost.Build(server, configuration.Deployment.Settings, log.Logger);
        var applicationEnds = EndOf(host.Services.GetRequiredService<IHostApplicationLifetime>());
        try
        {
            var system = await ActorSystemStart.CreateAsync(host.Services);
            var endedByItself = Task.WhenAny(applicationEnds, system.WhenTerminated, server.Ended);
            await host.StartAsync();
            var code = await ServeAsync(server, endedByItself);
            _progress.Ends(code);
            await host.StopAsync();
            host.Dispose();
            server.Dispose();
            return code;
        }
        catch (ActorSystemException e)
        {
            // The process ends without ending the actor system: a half-made one may not answer a request to end.
            var code = TellRefusal(e.Message);
            _progress.Ends(code);
            return code;
        }
    }

    private int TellRefusal(string reason)
    {
        if (configuration.Deployment.Settings.Akka.Length == 0) return Unexpected($"the actor system cannot be started: {reason}");
        StandardError.Write($"the actor system refuses the akka settings: {reason}");
        return ExitCode.InvalidConfiguration;
    }

    private async Task<int> ServeAsync(ActorTlsServer server, Task endedByItself)
    {
        if (await TellListenersAsync(server, endedByItself) is { } failure) return failure;

        var drain = signals.WaitForDrainAsync();
        using var reloading = new CancellationTokenSource();
        if (server.Started.IsCompletedSuccessfully) _ = reload.RunAsync(server, reloading.Token);
        var ended = await Task.WhenAny(drain, endedByItself) == endedByItself;
        await reloading.CancelAsync();   // One under way is not waited for: it would hold up the drain, which refuses it.
        if (ended) return Unexpected("the server has ended by itself; the log says why");

        log.Logger.Information("{signal} received: draining; a second signal cuts what is left", await drain);
        return await DrainAsync(server) > 0 ? ExitCode.ConnectionsCut : ExitCode.Done;
    }

    /// <summary>Waits for the listeners, or for a signal; returns the exit code when they cannot be had.</summary>
    private async Task<int?> TellListenersAsync(ActorTlsServer server, Task endedByItself)
    {
        try
        {
            await Task.WhenAny(server.Started, endedByItself, signals.Asked);
            if (!server.Started.IsCompleted && signals.Asked.IsCompleted && !endedByItself.IsCompleted) return null;
            if (!server.Started.IsCompleted || server.Started.IsCanceled)
                return TellRefusal(await ActorSystemStart.ReasonAsync("it ended before the server listened; the log may say why"));

            var listeners = await server.Started;
            _progress.Serves();
            manager.Ready(listeners);
            if (configuration is { IsDefault: true, DevelopmentCertificates: { } certificates })
                foreach (var line in FirstConversation.Lines(listeners, certificates)) log.Tell(line);
            return null;
        }
        catch (BindException e)
        {
            foreach (var failure in e.Failures) StandardError.Write(failure.ToString());
            return ExitCode.Unavailable;
        }
        catch (Exception e) when (ForeseenFailure.Describe(e) is null)
        {
            throw new ActorSystemException(await ActorSystemStart.ReasonAsync(e.GetBaseException().Message));
        }
    }

    /// <summary>Returns how many connections were cut.</summary>
    private async Task<int> DrainAsync(ActorTlsServer server)
    {
        var drained = server.DrainAsync();
        manager.Stopping(LongestDrain(reload.InForce.Listeners.Values));
        if (await Task.WhenAny(drained, signals.Cut) == signals.Cut)
        {
            log.Logger.Warning("{signal} received: cutting what is left", await signals.Cut);
            server.CutNow();
        }
        var cut = await drained;
        log.Logger.Information("drained; connections cut: {cut}", cut);
        return cut;
    }

    /// <summary>Null = for ever. A listener that was removed, and drains still, may take longer.</summary>
    private static TimeSpan? LongestDrain(IEnumerable<ListenerSettings> listeners)
    {
        var timeouts = listeners.Select(listener => listener.Timeouts).ToList();
        return timeouts.Exists(each => each.Drain is null || each.Close is null) ? null : timeouts.Max(each => each.Drain + each.Close);
    }

    private static int Unexpected(string problem)
    {
        StandardError.Write(problem);
        return ExitCode.Unexpected;
    }

    private static Task EndOf(IHostApplicationLifetime lifetime)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStopping.Register(() => ended.TrySetResult());
        return ended.Task;
    }
}
