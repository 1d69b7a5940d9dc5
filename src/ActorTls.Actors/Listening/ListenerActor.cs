using ActorTls.Connections;
using ActorTls.EventLoop;
using ActorTls.Telemetry;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>What listeners of a server share.</summary>
internal sealed record ListenerServices(
    IoWorkerGroup Workers, IActorRef Policies, ServerMetrics Metrics, TimeProvider Time, ILogger Logger);

/// <summary>
/// Owns a listening socket and the workers that accept from it. Its phases: it waits for its policy, then listens, then
/// drains, and stops when its workers have.
/// </summary>
internal sealed class ListenerActor : UntypedActor
{
    /// <summary>Restarts of a worker within a minute.</summary>
    private const int MostRestarts = 10;

    private readonly ListenerPlan _plan;
    private readonly ListenerServices _services;
    private readonly AdmissionGate _admission;
    private readonly Dictionary<IActorRef, int> _workers = [];
    private readonly List<PolicyInForce> _policies = [];
    private ListenSocket? _socket;
    private bool _draining;

    public ListenerActor(ListenerPlan plan, ListenerServices services)
    {
        _plan = plan;
        _services = services;
        _admission = new AdmissionGate(plan.Settings.Limits);
    }

    protected override void PreStart() => _services.Policies.Tell(new GetListenerPolicy(_plan.Settings));

    // Before a restart this runs while the workers are still stopping: they have their own shares of the socket, and their
    // connections keep alive what they need of a policy.
    protected override void PostStop()
    {
        CloseSocket();
        _policies.ForEach(policy => policy.Dispose());
    }

    // A worker that failed has lost its connections; it starts anew, and the other workers never notice. One that fails
    // again and again, or while we drain, is given up.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        MostRestarts, withinTimeMilliseconds: 60_000, failure =>
        {
            _services.Logger.WorkerFailed(_plan.Settings.Name, failure);
            return _draining ? Directive.Stop : Directive.Restart;
        },
        loggingEnabled: false);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ListenerPolicy policy:
                Listen(policy);
                break;
            case Status.Failure failure:
                throw new InvalidOperationException("The policy's TLS contexts cannot be made.", failure.Cause);
            case Drain:
                Context.Parent.Tell(new ListenerDrained(_plan.Settings.Name, 0));
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Listen(ListenerPolicy policy)
    {
        var settings = _plan.Settings;
        try
        {
            _socket = ListenSocket.Open(settings);
        }
        catch (IOException failure)
        {
            foreach (var context in policy.Contexts) context.Dispose();
            _services.Logger.ListenerBindFailed(settings.Name, settings.Address.ToString()!, failure.Message);
            Context.Parent.Tell(new BindFailed(settings.Name, settings.Address.ToString()!, failure.Message));
            Context.Stop(Self);
            return;
        }

        StartWorkers(policy, _socket);
        Become(Listening);
        var policyName = settings.IsPlaintext ? "none (tls = off)" : settings.Policy.Value;
        _services.Logger.ListenerBound(settings.Name, _socket.Address, policyName, settings.Service.Value);
        Context.Parent.Tell(new BoundListener(settings.Name, _socket.Address, settings.Policy.Value, settings.Service.Value));
    }

    private void StartWorkers(ListenerPolicy policy, ListenSocket socket)
    {
        var settings = _plan.Settings;
        var pause = new AcceptPause(settings.Name, _services.Time, _services.Logger);
        foreach (var loop in _services.Workers.Workers)
        {
            var inForce = new PolicyInForce(policy.For(loop.Index));
            _policies.Add(inForce);
            var environment = new ConnectionEnvironment(
                settings.Name, loop, settings.Timeouts, _admission, new HandshakeQueue(_admission), inForce, _plan.Sessions,
                _services.Metrics.AddWorker(settings.Name), _services.Metrics, _services.Logger) { Proxies = _plan.Proxies };
            var worker = Context.ActorOf(
                Props.Create(() => new WorkerActor(environment, socket, pause)).WithDispatcher(IoDispatchers.Name(loop.Index)),
                $"worker-{loop.Index}");
            _workers.Add(Context.Watch(worker), loop.Index);
            _admission.AddWaiter(() => worker.Tell(ResumeAccepting.Instance, ActorRefs.NoSender));
        }
    }

    private void Listening(object message)
    {
        switch (message)
        {
            case Drain:
                _services.Logger.ListenerDraining(_plan.Settings.Name, _admission.Connections);
                _draining = true;
                TellWorkers(Drain.Instance);
                CloseSocket();
                Become(Draining);
                break;
            case ListenerPolicy policy:
                foreach (var (worker, loop) in _workers) worker.Tell(new UsePolicy(policy.For(loop), policy.Rollout));
                break;
            case CutAll:
                TellWorkers(message);
                break;
            case Terminated ended:
                _workers.Remove(ended.ActorRef);
                if (_workers.Count == 0) throw new InvalidOperationException("All workers of the listener were given up.");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Draining(object message)
    {
        switch (message)
        {
            case ListenerPolicy policy:
                foreach (var context in policy.Contexts)
                {
                    context.Dispose();   // Too late: nobody is accepted any more.
                    policy.Rollout?.Taken();
                }
                break;
            case Drain:
                break;
            case CutAll:
                TellWorkers(message);
                break;
            case Terminated ended:
                _workers.Remove(ended.ActorRef);
                if (_workers.Count == 0) EndDrain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void CloseSocket()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private void EndDrain()
    {
        _services.Logger.ListenerDrained(_plan.Settings.Name, _admission.Cut);
        Context.Parent.Tell(new ListenerDrained(_plan.Settings.Name, _admission.Cut));
        Context.Stop(Self);
    }

    private void TellWorkers(object message)
    {
        foreach (var worker in _workers.Keys) worker.Tell(message);
    }
}
