using ActorTls.Administration;
using ActorTls.Configuration;
using ActorTls.Deployments;
using ActorTls.EventLoops;
using ActorTls.Listening;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Deploy = ActorTls.Deployments.Deploy;

namespace ActorTls.Hosting;

/// <summary>
/// A server: its event loops, and the handle on its actors. It is made first, then run in an actor system with
/// <see cref="AkkaHostingExtensions.WithActorTls"/>. Its creator disposes of it, after the actor system has terminated. Thread-safe.
/// </summary>
public sealed partial class ActorTlsServer : IDisposable
{
    private readonly TaskCompletionSource<DeploymentSummary> _started = NewCompletion<DeploymentSummary>();
    private readonly TaskCompletionSource<int> _drained = NewCompletion<int>();
    private readonly ServerMetrics _metrics = new(ServerLabels.All);
    private readonly PreparedResources _resources = new();
    private readonly Deployment _first;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<Action<IActorRef>> _early = [];   // What is said before there is an actor to hear it, in that order.
    private IActorRef? _server;
    private volatile IActorRef? _administration;   // Once there is a server's actor.
    private volatile bool _isToDrain;

    /// <summary>Starts the event loops; nothing is bound yet.</summary>
    /// <param name="deployment">What to serve.</param>
    /// <param name="loggers">Takes the server's events, under the category <c>ActorTls</c>.</param>
    /// <exception cref="PlatformNotSupportedException">Not Linux on x64 or arm64.</exception>
    /// <exception cref="IOException">The kernel has no descriptors or memory left for an event loop.</exception>
    public ActorTlsServer(Deployment deployment, ILoggerFactory loggers)
    {
        _first = deployment;
        Started = ListenersOf(_started.Task);
        Ended = EndOf(Started, _drained.Task);
        _logger = loggers.CreateLogger("ActorTls");
        var io = deployment.Settings.Io;
        EventLoops = EventLoopGroup.Start(
            io.Workers, io.Spin, deployment.Services.Time, (exception, what) => _logger.EventLoopUnhandled(what, exception));
    }

    /// <summary>
    /// Completes once every listener accepts connections, in the order of their names. Faults with
    /// <see cref="BindException"/> when addresses cannot be bound, and with Akka's exception when the actor system cannot create the
    /// server's actor; the caller then ends the actor system.
    /// </summary>
    public Task<IReadOnlyList<BoundListener>> Started { get; }

    /// <summary>
    /// Completes once the last listener is gone: after a drain, after a start that failed, or because no listener could be kept up.
    /// Never before <see cref="Started"/>, which then says why.
    /// </summary>
    public Task Ended { get; }

    internal EventLoopGroup EventLoops { get; }

    internal ServerMetrics Metrics => _metrics;

    /// <summary>
    /// Puts another deployment in force, whole or not at all: policies, services, limits and timeouts for new handshakes;
    /// listeners that are new are opened, those that are gone are drained, and those whose address differs move. Connections
    /// stay as they are. Waits for the start, and for deployments that were asked for before; then it takes some milliseconds.
    /// Any thread.
    /// </summary>
    /// <param name="next">Made with the same engine. It can be deployed again, to come back to it.</param>
    /// <returns>What has changed, once every event loop uses the new configuration.</returns>
    /// <exception cref="DeploymentException">
    /// An address cannot be bound, something differs that needs a restart, or the server drains or has ended: nothing was changed.
    /// Or an event loop did not take its new socket: the rest is in force (<see cref="DeploymentException.InForce"/>). The reasons are
    /// logged, and <c>actortls.deployments</c> counts the failure.
    /// </exception>
    /// <exception cref="BindException">The server could not start.</exception>
    /// <exception cref="OperationCanceledException">The server ended before it had started.</exception>
    public async Task<DeploymentSummary> DeployAsync(Deployment next)
    {
        var answer = await AskAsync(new Deploy(next.Plan) { NeedsRestart = _first.DifferencesThatNeedRestart(next) });
        if (answer is Deployed deployed) return deployed.Summary;

        await _started.Task;   // Throws when the server has not started: then it deploys nothing else.
        throw answer is DeploymentFailed failed
            ? new DeploymentException(failed.Errors, failed.InForce)
            : Refused(["the server has ended"], DeploymentResult.Failed);
    }

    /// <summary>
    /// Logs and counts a configuration that was to be deployed and has errors, so that there is no <see cref="Deployment"/> of it.
    /// Any thread.
    /// </summary>
    /// <param name="report">With the errors, one event each.</param>
    public void RefuseDeployment(ConfigurationReport report) =>
        _ = Refused([.. report.Errors.Select(error => error.ToString())], DeploymentResult.Invalid);

    /// <summary>
    /// Stops accepting, lets connections go on until each listener's <c>timeouts.drain</c> has passed, then closes the connections
    /// that are left. Completes, when all are gone, with the number of those that had to be closed. Another call changes nothing.
    /// Any thread, before the start too.
    /// </summary>
    public Task<int> DrainAsync()
    {
        _isToDrain = true;
        Say(server => server.Tell(Drain.Instance));
        return _drained.Task;
    }

    /// <summary>Closes every connection now. Call <see cref="DrainAsync"/> too, before or after. Any thread.</summary>
    public void CutNow() => Say(server => server.Tell(CutAll.Instance));

    /// <summary>Ends the event loops. Only after the actor system has terminated; not on an event loop.</summary>
    public void Dispose()
    {
        EventLoops.Dispose();
        _metrics.Dispose();
    }

    internal void Start(ActorSystem system)
    {
        var services = new ListenerServices(EventLoops, _metrics, _first.Services.Time, _logger);
        IActorRef server;
        try
        {
            var administration = system.ActorOf(AdministrationActor.PropsOf(services), "actor-tls-administration");
            _administration = administration;
            var plan = new ServerPlan(services, _resources, new ServiceHost(_logger, _metrics.Meter), cut =>
            {
                _drained.TrySetResult(cut);
                system.Stop(administration);
            });
            server = system.ActorOf(Props.Create(() => new ServerActor(plan)), "actor-tls");
        }
        catch (Exception failure)
        {
            // The system ends, or its settings do not allow it.
            _started.TrySetException(failure);
            _drained.TrySetResult(0);
            return;
        }
        lock (_lock)
        {
            _server = server;
            _ = StartAsync();   // Asks for the first deployment before it returns.
            foreach (var say in _early) say(server);
            _early.Clear();
        }
    }

    /// <summary>Says something to the server's actor, now or once there is one; in the order of the calls.</summary>
    private void Say(Action<IActorRef> say)
    {
        lock (_lock)
        {
            if (_server is { } server) say(server);
            else _early.Add(say);
        }
    }

    private async Task StartAsync()
    {
        try
        {
            switch (await AskAsync(new Deploy(_first.Plan)))
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

    /// <summary>The actor's answer; null when the server ended without one.</summary>
    private async Task<object?> AskAsync(Deploy deploy)
    {
        using var cancellation = new CancellationTokenSource();
        var asked = new TaskCompletionSource<Task<object>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Say(server => asked.SetResult(server.Ask<object>(deploy, cancellation.Token)));
        var answer = asked.Task.Unwrap();
        await Task.WhenAny(answer, _drained.Task);
        if (answer.IsCompleted) return await answer;
        await cancellation.CancelAsync();
        return null;
    }

    private DeploymentException Refused(IReadOnlyList<string> errors, DeploymentResult result)
    {
        foreach (var error in errors) _logger.DeploymentError(error);
        _logger.DeploymentRefused(errors.Count);
        _metrics.DeploymentEnded(result);
        return new DeploymentException(errors);
    }

    private static async Task<IReadOnlyList<BoundListener>> ListenersOf(Task<DeploymentSummary> started) => (await started).Listeners;

    private static async Task EndOf(Task started, Task drained)
    {
        await drained;
        await started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource<T> NewCompletion<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
