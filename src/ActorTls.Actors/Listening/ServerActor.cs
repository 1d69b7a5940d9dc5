using ActorTls.Telemetry;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>What a server is made from, and whom it tells of its state.</summary>
/// <param name="Listeners">The listeners to open.</param>
/// <param name="Policies">The policies they refer to, by name.</param>
/// <param name="Engine">The TLS library.</param>
/// <param name="Services">What the listeners share, without the policies' actor.</param>
/// <param name="Started">Completed once every listener is bound, or one cannot be.</param>
/// <param name="Drained">Completed once every listener has ended, with the number of connections that were cut.</param>
internal sealed record ServerPlan(
    IReadOnlyCollection<ListenerPlan> Listeners,
    IReadOnlyDictionary<string, PolicyPlan> Policies,
    ITlsEngine Engine,
    ListenerServices Services,
    TaskCompletionSource<IReadOnlyList<BoundListener>> Started,
    TaskCompletionSource<int> Drained);

/// <summary>
/// The root of a server: starts its policies and listeners, all or none, and ends the listeners before the policies.
/// </summary>
internal sealed class ServerActor(ServerPlan plan) : UntypedActor
{
    /// <summary>Restarts of a listener within a minute; after that it is given up.</summary>
    private const int MostRestarts = 10;

    private readonly Dictionary<IActorRef, string> _listeners = [];
    private readonly List<BoundListener> _bound = [];
    private IActorRef _policies = ActorRefs.Nobody;
    private int _cut;
    private bool _draining;

    protected override void PreStart()
    {
        var workers = plan.Services.Workers.Workers.Count;
        _policies = Context.ActorOf(
            Props.Create(() => new PolicyActor(plan.Listeners, plan.Policies, plan.Engine, workers)), "policies");
        var services = plan.Services with { Policies = _policies };
        foreach (var listener in plan.Listeners)
        {
            var child = Context.ActorOf(
                Props.Create(() => new ListenerActor(listener, services)), $"listener-{listener.Settings.Name}");
            _listeners.Add(Context.Watch(child), listener.Settings.Name);
        }
    }

    // A listener that fails has lost its connections; it binds anew, and the other listeners never notice.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(MostRestarts, withinTimeMilliseconds: 60_000, failure =>
        {
            plan.Services.Logger.ListenerFailed(failure);
            if (plan.Started.TrySetException(failure)) return Directive.Stop;   // It never was what was asked for.
            return _draining ? Directive.Stop : Directive.Restart;   // Started anew, it would accept, and not know of the drain.
        },
        loggingEnabled: false);

    protected override void PostStop()
    {
        plan.Started.TrySetCanceled();
        plan.Drained.TrySetResult(_cut);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BoundListener bound:
                _bound.Add(bound);
                if (_bound.Count == plan.Listeners.Count)
                    plan.Started.TrySetResult([.. _bound.OrderBy(listener => listener.Name, StringComparer.Ordinal)]);
                break;
            case BindFailed failed:
                plan.Started.TrySetException(new BindException(failed.Name, failed.Address, failed.Error));
                break;
            case DeployPolicies:
                _policies.Tell(message);
                break;
            case PoliciesReady ready:
                RollOut(ready);
                break;
            case Drain:
                _draining = true;
                foreach (var listener in _listeners.Keys) listener.Tell(Drain.Instance);
                StopWhenEmpty();
                break;
            case CutAll:
                foreach (var listener in _listeners.Keys) listener.Tell(CutAll.Instance);
                break;
            case ListenerDrained drained:
                _cut += drained.Cut;
                break;
            case Terminated ended:
                if (_listeners.Remove(ended.ActorRef, out var gone) && !_draining) plan.Services.Logger.ListenerGone(gone);
                StopWhenEmpty();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void RollOut(PoliciesReady ready)
    {
        var workers = _listeners.Count * plan.Services.Workers.Workers.Count;
        if (workers == 0) ready.Deployed.TrySetResult();
        var rollout = new PolicyRollout(workers, ready.Deployed);
        foreach (var (listener, name) in _listeners) listener.Tell(ready.Listeners[name] with { Rollout = rollout });
    }

    private void StopWhenEmpty()
    {
        if (_listeners.Count == 0) Context.Stop(Self);
    }
}

/// <summary>A listener's address could not be bound.</summary>
public sealed class BindException(string listener, string address, string reason)
    : IOException($"listener {listener} cannot listen on {address}: {reason}")
{
    /// <summary>The listener's name.</summary>
    public string Listener { get; } = listener;

    /// <summary>The address as configured.</summary>
    public string Address { get; } = address;
}
