using ActorTls.Telemetry;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>What a server is made from, and whom it tells of its state.</summary>
/// <param name="First">What it starts with.</param>
/// <param name="Services">What the listeners share.</param>
/// <param name="Started">Completed once every listener of the first deployment is bound, or one cannot be.</param>
/// <param name="Drained">Completed once every listener has ended, with the number of connections that were cut.</param>
internal sealed record ServerPlan(
    DeploymentPlan First, ListenerServices Services, TaskCompletionSource<DeploymentSummary> Started,
    TaskCompletionSource<int> Drained);

/// <summary>
/// The root of a server: puts deployments in force one after the other, each whole or not at all, and ends the listeners.
/// The start is the first deployment.
/// </summary>
internal sealed partial class ServerActor(ServerPlan plan) : UntypedActor
{
    /// <summary>Restarts of a listener within a minute; after that it is given up.</summary>
    private const int MostRestarts = 10;

    private readonly Dictionary<IActorRef, Listener> _listeners = [];   // Those that are leaving too.
    private int _cut;
    private bool _draining;

    protected override void PreStart() => Enqueue(new PutInForce(plan.First, plan.Started));

    // It would know no listener and no deployment any more: the end of the server is the honest answer.
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    // A listener that fails has lost its connections; started anew it accepts from the same socket, and the other listeners
    // never notice. One that is leaving would not know of it.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(MostRestarts, withinTimeMilliseconds: 60_000, failure =>
        {
            plan.Services.Logger.ListenerFailed(failure);
            return _listeners.TryGetValue(Sender, out var failed) && failed.IsLeaving ? Directive.Stop : Directive.Restart;
        },
        loggingEnabled: false);

    protected override void PostStop()
    {
        AbandonDeployments();
        foreach (var listener in _listeners.Values) Release(listener);
        plan.Drained.TrySetResult(_cut);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PutInForce deploy:
                Enqueue(deploy);
                break;
            case Prepared prepared:
                TryApply(prepared.Listeners);
                break;
            case NotPrepared { Failure: var failure }:
                Refuse(failure);
                break;
            case RolledOut:
                Complete();
                break;
            case Drain:
                _draining = true;
                foreach (var listener in _listeners.Values) Leave(listener, null);
                StopWhenEmpty();
                break;
            case CutAll:
                foreach (var listener in _listeners.Keys) listener.Tell(message);
                break;
            case ListenerDrained drained:
                if (_draining) _cut += drained.Cut;   // Else it was removed, which is no end of the server.
                break;
            case Terminated ended:
                Forget(ended.ActorRef);
                StopWhenEmpty();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start(ListenerPlan listener, IReadOnlyList<WorkerOffer> offers, ListenSocket socket)
    {
        var name = listener.Settings.Name;
        var state = new ListenerState(name, listener.Settings.Limits, offers, plan.Services);
        var services = plan.Services;

        // One of the same name may be leaving still.
        var actorName = $"listener-{name}";
        for (var i = 2; !Context.Child(actorName).IsNobody(); i++) actorName = $"listener-{name}.{i}";
        var actor = Context.ActorOf(Props.Create(() => new ListenerActor(state, services)), actorName);
        _listeners.Add(Context.Watch(actor), new Listener(actor, state, socket) { Plan = listener });
    }

    /// <summary>It accepts no more, and ends when its connections have.</summary>
    private static void Leave(Listener listener, RolloutStep? step)
    {
        if (listener.IsLeaving)
        {
            step?.Done();
            return;
        }
        listener.IsLeaving = true;
        listener.Told = step ?? listener.Told;
        listener.Socket.Dispose();
        listener.Actor.Tell(new StopListening(step));
    }

    private void Forget(IActorRef actor)
    {
        if (!_listeners.Remove(actor, out var gone)) return;
        if (!gone.IsLeaving) plan.Services.Logger.ListenerGone(gone.State.Name);
        Release(gone);
    }

    private static void Release(Listener listener)
    {
        if (!listener.IsLeaving) listener.Socket.Dispose();
        listener.State.Dispose();
        listener.Told?.Done();
    }

    private void StopWhenEmpty()
    {
        if (_listeners.Count == 0 && _underWay is null) Context.Stop(Self);
    }

    /// <summary>A listener whose actor lives.</summary>
    private sealed class Listener(IActorRef actor, ListenerState state, ListenSocket socket)
    {
        public IActorRef Actor => actor;

        public ListenerState State => state;

        /// <summary>What was deployed last.</summary>
        public required ListenerPlan Plan { get; set; }

        /// <summary>Our share, until it is leaving.</summary>
        public ListenSocket Socket { get; set; } = socket;

        /// <summary>Whether it was told to stop.</summary>
        public bool IsLeaving { get; set; }

        /// <summary>What it was told last, and may not have heard yet.</summary>
        public RolloutStep? Told { get; set; }
    }
}
