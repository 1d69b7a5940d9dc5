using ActorTls.Configuration;
using ActorTls.Deployments;
using ActorTls.EventLoops;
using ActorTls.Listening;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Hosting;

/// <summary>
/// A server: its event loops, and the handle on its actors. Made first, then handed to an actor system with
/// <see cref="AkkaHostingExtensions.WithActorTls"/>, whose end stops the loops. Thread-safe.
/// </summary>
public sealed class ActorTlsServer : IDisposable
{
    private readonly TaskCompletionSource<DeploymentSummary> _started = NewCompletion<DeploymentSummary>();
    private readonly TaskCompletionSource<int> _drained = NewCompletion<int>();
    private readonly ServerMetrics _metrics = new(ServerLabels.All);
    private readonly PreparedResources _resources = new();
    private readonly Deployment _first;
    private readonly ILogger _logger;
    private readonly Lock _deploying = new();
    private Task _lastDeployment = Task.CompletedTask;
    private IActorRef _server = ActorRefs.Nobody;
    private volatile bool _isToDrain;

    /// <summary>Starts the event loops; nothing is bound yet.</summary>
    /// <param name="deployment">What to serve.</param>
    /// <param name="loggers">Takes the server's events, under the category <c>ActorTls</c>.</param>
    /// <exception cref="PlatformNotSupportedException">Not Linux on x64 or arm64.</exception>
    public ActorTlsServer(Deployment deployment, ILoggerFactory loggers)
    {
        _first = deployment;
        Started = ListenersOf(_started.Task);
        _logger = loggers.CreateLogger("ActorTls");
        var io = deployment.Settings.Io;
        EventLoops = EventLoopGroup.Start(
            io.Workers, io.Spin, deployment.Services.Time, (exception, what) => _logger.EventLoopUnhandled(what, exception));
    }

    /// <summary>
    /// Completes once every listener accepts connections, in the order of their names. Faults with
    /// <see cref="BindException"/> when addresses cannot be had, and with Akka's exception when the actor system takes no actor; the
    /// caller then ends the actor system.
    /// </summary>
    public Task<IReadOnlyList<BoundListener>> Started { get; }

    /// <summary>Completes once the last listener is gone: after a drain, or because none could be kept up.</summary>
    public Task Ended => _drained.Task;

    internal EventLoopGroup EventLoops { get; }

    internal ServerMetrics Metrics => _metrics;

    /// <summary>
    /// Puts another deployment in force, whole or not at all: policies, services, limits and timeouts for new handshakes;
    /// listeners that are new are opened, those that are gone are drained, and those whose address differs move. Connections
    /// stay as they are. Waits for the start, and for deployments that were asked for before; then it takes some milliseconds.
    /// Any thread.
    /// </summary>
    /// <param name="next">Made with the same engine. It can be deployed again, to come back to it.</param>
    /// <returns>What has changed, once every event loop uses it.</returns>
    /// <exception cref="DeploymentException">
    /// An address cannot be had, something differs that needs a restart, or the server drains or has ended: nothing was changed.
    /// Or an event loop did not take its new socket: the rest is in force (<see cref="DeploymentException.InForce"/>). The log says
    /// why, and <c>actortls.deployments</c> counts it.
    /// </exception>
    /// <exception cref="BindException">The server could not start.</exception>
    /// <exception cref="OperationCanceledException">The server ended before it had started.</exception>
    public Task<DeploymentSummary> DeployAsync(Deployment next)
    {
        // Those that wait for the start would go on in any order.
        lock (_deploying)
        {
            var deployment = DeployAfterAsync(_lastDeployment, next);
            _lastDeployment = deployment;
            return deployment;
        }
    }

    /// <summary>
    /// Logs and counts a configuration that was to be deployed and came to no <see cref="Deployment"/>, for there are errors
    /// in it. Any thread.
    /// </summary>
    /// <param name="report">With the errors, one event each.</param>
    public void RefuseDeployment(ConfigurationReport report) =>
        _ = Refused([.. report.Errors.Select(error => error.ToString())], DeploymentResult.Invalid);

    /// <summary>
    /// Stops accepting, lets connections go on until each listener's <c>timeouts.drain</c> has passed, then closes those
    /// that are left. Completes with how many had to be closed, when all are gone. Calling it again changes nothing.
    /// </summary>
    public Task<int> DrainAsync()
    {
        _isToDrain = true;
        _server.Tell(Drain.Instance);
        return _drained.Task;
    }

    /// <summary>Closes every connection now. To be followed, or preceded, by <see cref="DrainAsync"/>.</summary>
    public void CutNow() => _server.Tell(CutAll.Instance);

    /// <summary>Ends the event loops. Only after the actor system has terminated; not on an event loop.</summary>
    public void Dispose()
    {
        EventLoops.Dispose();
        _metrics.Dispose();
    }

    internal void Start(ActorSystem system)
    {
        var services = new ListenerServices(EventLoops, _metrics, _first.Services.Time, _logger);
        var plan = new ServerPlan(services, _resources, new ServiceHost(_logger, _metrics.Meter), cut => _drained.TrySetResult(cut));
        try
        {
            _server = system.ActorOf(Props.Create(() => new ServerActor(plan)), "actor-tls");
        }
        catch (Exception failure)
        {
            // The system ends, or its settings do not allow it.
            _started.TrySetException(failure);
            _drained.TrySetResult(0);
            return;
        }
        _ = StartAsync();
    }

    private async Task StartAsync()
    {
        try
        {
            switch (await AskAsync(_first))
            {
                case Deployed deployed: _started.TrySetResult(deployed.Summary); break;
                case DeploymentFailed { BindFailures: { Count: > 0 } failures }: _started.TrySetException(new BindException(failures)); break;
                case DeploymentFailed failed when !_isToDrain && !_drained.Task.IsCompleted: _started.TrySetException(new DeploymentException(failed.Errors)); break;
                default: _started.TrySetCanceled(); break;
            }
        }
        catch (Exception e)
        {
            _started.TrySetException(e);
        }
    }

    /// <summary>The server's answer; null when it ended without one.</summary>
    private async Task<object?> AskAsync(Deployment deployment)
    {
        using var cancellation = new CancellationTokenSource();
        var answer = _server.Ask<object>(new Deployments.Deploy(deployment.Plan), cancellation.Token);
        await Task.WhenAny(answer, _drained.Task);
        if (answer.IsCompleted) return await answer;
        await cancellation.CancelAsync();
        return null;
    }

    private async Task<DeploymentSummary> DeployAfterAsync(Task last, Deployment next)
    {
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _started.Task;
        var differences = _first.DifferencesThatNeedRestart(next);
        if (differences.Count > 0)
        {
            throw Refused(
                [.. differences.Select(path => $"{path} differs, and cannot change while the server runs: restart it")],
                DeploymentResult.NeedsRestart);
        }

        return await AskAsync(next) switch
        {
            Deployed deployed => deployed.Summary,
            DeploymentFailed failed => throw new DeploymentException(failed.Errors, failed.InForce),
            _ => throw Refused(["the server has ended"], DeploymentResult.Failed),
        };
    }

    private DeploymentException Refused(IReadOnlyList<string> errors, DeploymentResult result)
    {
        foreach (var error in errors) _logger.DeploymentError(error);
        _logger.DeploymentRefused(errors.Count);
        _metrics.DeploymentEnded(result);
        return new DeploymentException(errors);
    }

    private static async Task<IReadOnlyList<BoundListener>> ListenersOf(Task<DeploymentSummary> started) => (await started).Listeners;

    private static TaskCompletionSource<T> NewCompletion<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
