using ActorTls.Configuration;
using ActorTls.Listening;
using ActorTls.Telemetry;
using Akka.Actor;

namespace ActorTls.Deployments;

/// <summary>
/// The root of a server: puts deployments in force one after the other, each whole or not at all, and ends the listeners.
/// The start is the first deployment. This file holds how the server and its listeners live; deployments have one of their own.
/// </summary>
internal sealed partial class ServerActor : ReceiveActor
{
    /// <summary>Restarts of a listener within a minute; after that it is given up.</summary>
    private const int MostRestarts = 10;

    private readonly ServerPlan _plan;
    private readonly Dictionary<IActorRef, Listener> _listeners = [];   // Those that are leaving too.
    private int _cut;
    private bool _draining;

    /// <param name="plan">What it is made with.</param>
    public ServerActor(ServerPlan plan)
    {
        _plan = plan;
        Receive<Deploy>(Enqueue);
        Receive<Prepared>(OnPrepared);
        Receive<PreparationFailed>(failed => { if (IsUnderWay(failed.Number)) Refuse(failed.Failure); });
        Receive<RolledOut>(rolledOut => { if (IsUnderWay(rolledOut.Number)) Complete(rolledOut.Missing); });
        Receive<Drain>(_ => BeginDraining());
        Receive<CutAll>(cut => { foreach (var listener in _listeners.Keys) listener.Tell(cut); });
        Receive<ListenerDrained>(drained => _cut += _draining ? drained.Cut : 0);   // Else it was removed, which is no end of the server.
        Receive<Terminated>(ended =>
        {
            if (ended.ActorRef.Equals(_underWay?.Actor)) OnDeploymentEnded();
            else Forget(ended.ActorRef);
            StopWhenEmpty();
        });
    }

    // The actor that takes its place would know no listener and no deployment: the end of the server is the honest answer. What its
    // listeners hold is counted by those who use it, so it may be given up while their actors still stop.
    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var listener in _listeners.Values) listener.State.SupervisorFailed();
        GiveUp();
        foreach (var child in Context.GetChildren()) Context.Stop(child);
    }

    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    // A listener that fails has lost its connections; started anew it accepts from the same socket, and the other listeners
    // never notice. One that is leaving would not know of it. A deployment that fails is told as one.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(MostRestarts, withinTimeMilliseconds: 60_000, failure =>
        {
            if (!_listeners.TryGetValue(Sender, out var failed))
            {
                _plan.Services.Logger.DeploymentFailed(failure);
                return Directive.Stop;
            }
            _plan.Services.Logger.ListenerFailed(failure);
            failed.State.SupervisorFailed();
            return failed.IsLeaving ? Directive.Stop : Directive.Restart;
        },
        loggingEnabled: false);

    protected override void PostStop()
    {
        GiveUp();
        _plan.Ended(_cut);
    }

    private void GiveUp()
    {
        AbandonDeployments();
        foreach (var listener in _listeners.Values) listener.State.Dispose();
    }

    private IEnumerable<Listener> Serving() => _listeners.Values.Where(listener => !listener.IsLeaving);

    private Listener Start(PreparedVersion prepared)
    {
        var (name, services) = (prepared.Version.Settings.Name, _plan.Services);
        var state = new ListenerState(prepared.Version, prepared.Contexts, prepared.Socket!, services);

        // One of the same name may be leaving still.
        var actorName = $"listener-{name}";
        for (var i = 2; !Context.Child(actorName).IsNobody(); i++) actorName = $"listener-{name}.{i}";
        var actor = Context.Watch(Context.ActorOf(Props.Create(() => new ListenerActor(state, services, null)), actorName));
        var listener = new Listener(actor, state);
        _listeners.Add(actor, listener);
        return listener;
    }

    /// <summary>The listener accepts no more, and ends when its connections have.</summary>
    /// <param name="listener">Which.</param>
    /// <param name="deployment">The number of the deployment that removes it, or 0.</param>
    /// <param name="asker">Whom its acceptors answer.</param>
    private static void Leave(Listener listener, int deployment, IActorRef asker)
    {
        if (listener.IsLeaving) return;
        listener.IsLeaving = true;
        listener.State.LeaveSocket();
        listener.Actor.Tell(new UseSocket(deployment, IsLast: true), asker);
    }

    private void BeginDraining()
    {
        _draining = true;
        foreach (var listener in _listeners.Values) Leave(listener, 0, ActorRefs.Nobody);
        AbandonPreparation();
        StopWhenEmpty();
    }

    private void Forget(IActorRef actor)
    {
        if (!_listeners.Remove(actor, out var gone)) return;
        if (!gone.IsLeaving) _plan.Services.Logger.ListenerGone(gone.State.Name);
        gone.State.Dispose();
    }

    private void StopWhenEmpty()
    {
        if (_hasStarted && _listeners.Count == 0 && _underWay is null) Context.Stop(Self);
    }

    /// <summary>A listener whose actor lives.</summary>
    private sealed class Listener(IActorRef actor, ListenerState state)
    {
        public IActorRef Actor => actor;

        public ListenerState State => state;

        /// <summary>Of the version in force.</summary>
        public ListenerSettings Settings => state.Versions.Current.Settings;

        /// <summary>Whether it was told to stop.</summary>
        public bool IsLeaving { get; set; }
    }
}
