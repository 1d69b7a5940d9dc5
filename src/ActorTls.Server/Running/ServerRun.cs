using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Deployments;
using ActorTls.Server.CommandLine;
using ActorTls.Server.Logging;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Extensions.Logging;

namespace ActorTls.Server.Running;

/// <summary>One run of the server, from binding its listeners to the exit code.</summary>
internal sealed class ServerRun(
    LoadedConfiguration configuration, ConfigurationReload reload, ServiceManager manager, ServerLog log)
{
    /// <summary>Runs until a signal asks for the end, or until the actor system ends by itself.</summary>
    public async Task<int> RunAsync()
    {
        using var signals = new TerminationSignals(TimeProvider.System, reload.Request);
        using var loggers = new SerilogLoggerFactory(log.Logger);
        using var heap = new NativeHeap();
        using var server = new ActorTlsServer(configuration.Deployment, loggers);
        using var host = ServerHost.Build(server, configuration.Deployment.Settings, log.Logger);
        var endedByItself = Task.WhenAny(
            EndOf(host.Services.GetRequiredService<IHostApplicationLifetime>()), server.Ended);
        if (!TryCreateActorSystem(host.Services)) return ExitCode.InvalidConfiguration;

        await host.StartAsync();
        try
        {
            if (await TellListenersAsync(server, endedByItself) is { } failure) return failure;

            var drain = signals.WaitForDrainAsync();
            using var reloading = new CancellationTokenSource();
            _ = reload.RunAsync(server, reloading.Token);
            var ended = await Task.WhenAny(drain, endedByItself) == endedByItself;
            await reloading.CancelAsync();   // One under way is not waited for: it would hold up the drain, which refuses it.
            if (ended) return Unexpected("the server has ended by itself; the log says why");

            log.Logger.Information("{signal} received: draining; a second signal cuts what is left", await drain);
            return await DrainAsync(server, signals) > 0 ? ExitCode.ConnectionsCut : ExitCode.Done;
        }
        finally
        {
            await host.StopAsync();
        }
    }

    // Nobody but Akka can validate the user's "akka" object, and it does so by throwing. Made by the host's start, the system
    // would print its error itself, several times.
    private bool TryCreateActorSystem(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<ActorSystem>();
            return true;
        }
        catch (Exception e) when (configuration.Deployment.Settings.Akka.Length > 0)
        {
            StandardError.Write($"the actor system refuses the akka settings: {e.Message}");
            return false;
        }
    }

    /// <summary>Waits for the listeners; returns the exit code when they cannot be had.</summary>
    private async Task<int?> TellListenersAsync(ActorTlsServer server, Task endedByItself)
    {
        try
        {
            await Task.WhenAny(server.Started, endedByItself);
            if (!server.Started.IsCompleted || server.Started.IsCanceled)
                return Unexpected("the server has ended before it listened; the log says why");

            var listeners = await server.Started;
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
    }

    /// <summary>Returns how many connections were cut.</summary>
    private async Task<int> DrainAsync(ActorTlsServer server, TerminationSignals signals)
    {
        var drained = server.DrainAsync();
        manager.Stopping(LongestDrain((reload.InForce ?? configuration.Deployment.Settings).Listeners.Values));
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
