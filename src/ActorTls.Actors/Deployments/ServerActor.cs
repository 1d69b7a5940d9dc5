using ActorTls.Configuration;
using ActorTls.Listening;
using ActorTls.Telemetry;
using Akka.Actor;

namespace ActorTls.Deployments;

/// <summary>
/// The root of a server: puts deployments in force one after the other, and ends the listeners.
/// The start is the first deployment. This file holds the life cycle of the server and its listeners; deployments have their own.
/// </summary>
internal sealed partial class ServerActor : ReceiveActor
{
    /// <summary>The most restarts of a listener within a minute. After these, the listener is given up.</summary>
    private const int MostRestarts = 10;

    private readonly ServerPlan _plan;
    private readonly Dictionary<IActorRef, Listener> _listeners = [];   // With those that are leaving.
    private int _cut;
    private bool _draining;

    /// <param name="plan">What the server is made with.</param>
    public ServerActor(ServerPlan plan)
    {
        _plan = plan;
        Receive<Deploy>(Enqueue);
        Receive<Prepared>(OnPrepared);
        Receive<PreparationFailed>(failed => { if (IsUnderWay(failed.Number)) Refuse(failed.Failure); });
        Receive<RolledOut>(rolledOut => { if (IsUnderWay(rolledOut.Number)) Complete(rolledOut.Missing); });
        Receive<Drain>(_ => BeginDraining());
        Receive<CutAll>(cut => { foreach (var listener in _listeners.Keys) listener.Tell(cut); });
        Receive<ListenerDrained>(drained => _cut += _draining ? drained.Cut : 0);   // Else a deployment has removed it, and the server goes on.
        Receive<Terminated>(ended =>
        {
            if (ended.ActorRef.Equals(_underWay?.Actor)) OnDeploymentEnded();
            else Forget(ended.ActorRef);
            StopWhenEmpty();
        });
    }

    // A restarted actor would know no listener and no deployment, so the server ends instead. The users of a listener's socket and
    // contexts hold shares of them, so the listener may be given up while its actors still stop.
    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var listener in _listeners.Values) listener.State.SupervisorFailed();
        GiveUp();
        foreach (var child in Context.GetChildren()) Context.Stop(child);
    }

    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    // A listener that fails has lost its connections. Restarted, it accepts from the same socket, and the other listeners are not
    // disturbed. A listener that is leaving is stopped, since a restarted actor would not know that it leaves. Any other child is the
    // actor of a deployment.
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

        // A listener of the same name may still be leaving.
        var actorName = $"listener-{name}";
        for (var i = 2; !Context.Child(actorName).IsNobody(); i++) actorName = $"listener-{name}.{i}";
        var actor = Context.Watch(Context.ActorOf(Props.Create(() => new ListenerActor(state, services, null)), actorName));
        var listener = new Listener(actor, state);
        _listeners.Add(actor, listener);
        services.Live.Add(state);
        return listener;
    }

    /// <summary>Has a listener accept no more, and end when its connections have ended.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="deployment">The number of the deployment that removes it, or 0.</param>
    /// <param name="asker">Gets the answers of its acceptors.</param>
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
        _plan.Services.Live.Remove(gone.State);
        gone.State.Dispose();
    }

    private void StopWhenEmpty()
    {
        if (_hasStarted && _listeners.Count == 0 && _underWay is null) Context.Stop(Self);
    }

    /// <summary>A listener with a live actor.</summary>
    private sealed class Listener(IActorRef actor, ListenerState state)
    {
        public IActorRef Actor => actor;

        public ListenerState State => state;

        /// <summary>The settings of the version in force.</summary>
        public ListenerSettings Settings => state.Versions.Current.Settings;

        /// <summary>Whether it accepts no more, and ends when its connections have ended.</summary>
        public bool IsLeaving { get; set; }
    }
}
