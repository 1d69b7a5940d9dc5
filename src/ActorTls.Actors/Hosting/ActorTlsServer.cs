using ActorTls.EventLoop;
using ActorTls.Listening;
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
    /// <summary>A worker takes a policy within a turn; one that was given up never does, and serves nobody.</summary>
    private static readonly TimeSpan LongestRollout = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<IReadOnlyList<BoundListener>> _started = NewCompletion<IReadOnlyList<BoundListener>>();
    private readonly TaskCompletionSource<int> _drained = NewCompletion<int>();
    private readonly ServerMetrics _metrics = new();
    private Deployment _deployment;
    private readonly ILogger _logger;
    private IActorRef _server = ActorRefs.Nobody;

    /// <summary>Starts the event loops; nothing is bound yet.</summary>
    /// <param name="deployment">What to serve.</param>
    /// <param name="loggers">Takes the server's events, under the category <c>ActorTls</c>.</param>
    /// <exception cref="PlatformNotSupportedException">Not Linux on x64 or arm64.</exception>
    public ActorTlsServer(Deployment deployment, ILoggerFactory loggers)
    {
        _deployment = deployment;
        _logger = loggers.CreateLogger("ActorTls");
        var io = deployment.Settings.Io;
        Workers = IoWorkerGroup.Start(
            io.Workers, io.Spin, deployment.Services.Time, (exception, what) => _logger.EventLoopUnhandled(what, exception));
    }

    /// <summary>
    /// Completes once every listener accepts connections, in the order of their names. Faults with
    /// <see cref="BindException"/> when an address cannot be had; the caller then ends the actor system.
    /// </summary>
    public Task<IReadOnlyList<BoundListener>> Started => _started.Task;

    /// <summary>Completes once the last listener is gone: after a drain, or because none could be kept up.</summary>
    public Task Ended => _drained.Task;

    internal IoWorkerGroup Workers { get; }

    /// <summary>
    /// Puts the policies of another deployment in force for new handshakes, on every listener or, when that fails, on
    /// none. Connections stay as they are. One call at a time.
    /// </summary>
    /// <exception cref="DeploymentException">More than policies differ, which needs a restart; nothing was changed.</exception>
    public async Task DeployAsync(Deployment next)
    {
        var differences = _deployment.DifferencesBesidesPolicies(next);
        if (differences.Count > 0) throw new DeploymentException(differences);

        var deployed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Tell(new DeployPolicies(next.PolicyPlans, deployed));
        await Task.WhenAny(deployed.Task, Task.Delay(LongestRollout, _deployment.Services.Time));
        if (deployed.Task.IsFaulted) await deployed.Task;
        _deployment = next;
    }

    /// <summary>
    /// Stops accepting, lets connections go on until each listener's <c>timeouts.drain</c> has passed, then closes those
    /// that are left. Completes with how many had to be closed, when all are gone. Calling it again changes nothing.
    /// </summary>
    public Task<int> DrainAsync()
    {
        _server.Tell(Drain.Instance);
        return _drained.Task;
    }

    /// <summary>Closes every connection now. To be followed, or preceded, by <see cref="DrainAsync"/>.</summary>
    public void CutNow() => _server.Tell(CutAll.Instance);

    /// <summary>Ends the event loops. Only after the actor system has terminated; not on an event loop.</summary>
    public void Dispose()
    {
        Workers.Dispose();
        _metrics.Dispose();
    }

    internal void Start(ActorSystem system)
    {
        var services = new ListenerServices(
            Workers, ActorRefs.Nobody, _metrics, _deployment.Services.Time, _logger);
        var plan = new ServerPlan(
            _deployment.ListenerPlans, _deployment.PolicyPlans, _deployment.Services.Engine, services, _started, _drained);
        _server = system.ActorOf(Props.Create(() => new ServerActor(plan)), "actor-tls");
    }

    private static TaskCompletionSource<T> NewCompletion<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
