using ActorTls.EventLoops;
using ActorTls.Telemetry;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Supervises the acceptors of a listener, one for each event loop. It first listens, then drains, and stops when its acceptors have
/// stopped.
/// </summary>
internal sealed class ListenerActor : ReceiveActor
{
    /// <summary>The most restarts of an acceptor within a minute. After these, the acceptor is given up.</summary>
    private const int MostRestarts = 10;

    private readonly ListenerState _state;
    private readonly ListenerServices _services;
    private readonly Func<ListenerState, int, Props> _acceptorOf;
    private readonly Dictionary<IActorRef, Acceptor> _acceptors = [];
    private bool _draining;

    /// <param name="state">The listener's state, which outlives the actor.</param>
    /// <param name="services">What the listeners share.</param>
    /// <param name="acceptorOf">How the acceptor of an event loop is made; null for <see cref="AcceptorActor"/>.</param>
    public ListenerActor(ListenerState state, ListenerServices services, Func<ListenerState, int, Props>? acceptorOf = null)
    {
        _state = state;
        _services = services;
        _acceptorOf = acceptorOf ?? AcceptorOf;
        Listening();
    }

    protected override void PreStart()
    {
        for (var loop = 0; loop < _state.Environments.Count; loop++)
        {
            var acceptor = Context.Watch(Context.ActorOf(_acceptorOf(_state, loop), $"acceptor-{loop}"));
            _acceptors.Add(acceptor, new Acceptor(loop));
        }
        _state.Admission.SetWaiters(_acceptors.Keys.Select(acceptor =>
            (Action)(() => acceptor.Tell(ResumeAccepting.Instance, ActorRefs.NoSender))));
    }

    // A restart first stops the acceptors, and their connections with them.
    protected override void PreRestart(Exception reason, object message)
    {
        _state.SupervisorFailed();
        foreach (var acceptor in _acceptors.Values) TellAskers(acceptor, "its listener has failed, and is started anew");
        base.PreRestart(reason, message);
    }

    // An acceptor that failed has lost its connections. It is restarted, and the other acceptors are not disturbed. An acceptor that
    // fails again and again, or while the listener drains, is given up.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        MostRestarts, withinTimeMilliseconds: 60_000, failure =>
        {
            _services.Logger.AcceptorFailed(_state.Name, failure);
            if (_acceptors.TryGetValue(Sender, out var failed)) _state.Environments[failed.Loop].Supervision.HasFailed = true;
            return _draining ? Directive.Stop : Directive.Restart;
        },
        loggingEnabled: false);

    private void Listening()
    {
        Receive<UseSocket>(use =>
        {
            Ask(use);
            if (!use.IsLast) return;
            _services.Logger.ListenerDraining(_state.Name, _state.Admission.Connections);
            _draining = true;
            Become(Draining);
        });
        Receive<CutAll>(CutAcceptors);
        Receive<Terminated>(ended =>
        {
            Forget(ended.ActorRef);
            if (_acceptors.Count > 0) return;
            if (_state.Socket is not null) throw new InvalidOperationException("All acceptors of the listener were given up.");
            EndDrain();   // The message that the listener has no socket any more is under way.
        });
        Receive<Applied>(Answered);
    }

    private void Draining()
    {
        Receive<UseSocket>(Ask);
        Receive<CutAll>(CutAcceptors);
        Receive<Terminated>(ended =>
        {
            Forget(ended.ActorRef);
            if (_acceptors.Count == 0) EndDrain();
        });
        Receive<Applied>(Answered);
    }

    private void Ask(UseSocket use)
    {
        foreach (var (actor, acceptor) in _acceptors)
        {
            acceptor.Asked.Add((use.Deployment, Sender));
            actor.Tell(use);
        }
        Sender.Tell(new AcceptorsAsked(use.Deployment, Self, [.. _acceptors.Values.Select(acceptor => acceptor.Loop)]));
    }

    private void Answered(Applied applied)
    {
        if (!_acceptors.TryGetValue(Sender, out var acceptor)) return;
        foreach (var (_, deployment) in acceptor.Asked.Where(asked => asked.Deployment == applied.Deployment)) deployment.Tell(applied);
        acceptor.Asked.RemoveAll(asked => asked.Deployment == applied.Deployment);
    }

    private void CutAcceptors(CutAll cut)
    {
        foreach (var acceptor in _acceptors.Keys) acceptor.Tell(cut);
    }

    private void Forget(IActorRef actor)
    {
        if (!_acceptors.Remove(actor, out var gone)) return;
        if (!_draining)
        {
            TellAskers(gone, "its acceptor was given up");
            return;
        }
        // It accepts no more, as it was asked.
        foreach (var (deployment, asker) in gone.Asked) asker.Tell(new Applied(deployment, Self, gone.Loop));
    }

    private void TellAskers(Acceptor acceptor, string reason)
    {
        foreach (var (deployment, asker) in acceptor.Asked) asker.Tell(new NotApplied(deployment, Self, acceptor.Loop, reason));
    }

    private void EndDrain()
    {
        _services.Logger.ListenerDrained(_state.Name, _state.Admission.Cut);
        Context.Parent.Tell(new ListenerDrained(_state.Admission.Cut));
        Context.Stop(Self);
    }

    private static Props AcceptorOf(ListenerState state, int loop) =>
        Props.Create(() => new AcceptorActor(state, state.Environments[loop])).WithDispatcher(IoDispatchers.Name(loop));

    /// <summary>A live acceptor, and the deployments that it has not answered yet.</summary>
    private sealed class Acceptor(int loop)
    {
        public int Loop => loop;

        public List<(int Deployment, IActorRef Asker)> Asked { get; } = [];
    }
}
