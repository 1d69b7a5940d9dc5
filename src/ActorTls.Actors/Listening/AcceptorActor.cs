using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Accepts a listener's connections on one event loop, and supervises their actors there. It holds a share of the listening socket
/// for as long as it lives. This file holds its life cycle; accepting has a file of its own.
/// </summary>
internal sealed partial class AcceptorActor : UntypedActor, IIoHandler
{
    /// <summary>The most connections that are accepted from a socket before it is left for another one.</summary>
    private const int LastAccepts = 1024;

    private readonly ListenerState _listener;
    private readonly ConnectionEnvironment _environment;
    private readonly ConnectionProducer _producer;
    private readonly IActorRef _self;
    private readonly RetryTimer _retry;
    private ListenSocket? _socket;
    private IoRegistration? _registration;
    private bool _readyUnderWay;
    private bool _draining;

    /// <param name="listener">The listener whose connections it accepts.</param>
    /// <param name="environment">The listener's environment on the event loop that the acceptor runs on.</param>
    public AcceptorActor(ListenerState listener, ConnectionEnvironment environment)
    {
        _listener = listener;
        _environment = environment;
        _producer = new ConnectionProducer(_environment);
        _self = Self;
        _retry = new RetryTimer(_self);
    }

    private AdmissionGate Admission => _environment.Admission;

    private int Loop => _environment.Loop.Index;

    protected override void PreStart()
    {
        _environment.Supervision.HasFailed = false;
        _socket = _listener.ShareSocket();
        if (_socket is null) Context.Stop(_self);   // Restarted while the listener drains already.
        else StartAccepting();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        _environment.Supervision.HasFailed = true;   // Before the connections are stopped.
        if (message is UseSocket) _self.Tell(message, Sender);   // Answered after the restart.
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        StopAccepting();
        LeaveSocket();
        _environment.Loop.Timers.Cancel(_retry);
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(-1, Timeout.InfiniteTimeSpan, _ => Directive.Stop);

    void IIoHandler.OnIo(IoEvents events)
    {
        if (_readyUnderWay) return;
        _readyUnderWay = true;
        _self.Tell(AcceptReady.Instance, ActorRefs.NoSender);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AcceptReady:
                _readyUnderWay = false;
                if (_registration is not null) Accept();
                break;
            case ResumeAccepting:
                _environment.Handshakes.Resume();
                if (!_draining && _registration is null) ResumeAcceptingNow();
                break;
            case UseSocket use:
                if (use.IsLast) BeginDraining();
                else if (!_draining) ChangeSocket();
                Sender.Tell(new Applied(use.Deployment, Context.Parent, Loop));
                break;
            case CutAll:
                foreach (var connection in Context.GetChildren()) connection.Tell(new CutConnection(CloseReason.Draining));
                break;
            case Terminated:
                StopWhenEmpty();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ChangeSocket()
    {
        if (_socket == _listener.Socket) return;
        if (_registration is not null) AcceptWhatWaits();
        StopAccepting();
        LeaveSocket();
        _environment.Loop.Timers.Cancel(_retry);
        _socket = _listener.ShareSocket();
        if (_socket is not null) ResumeAcceptingNow();   // Else the listener has left the socket; its next message says so.
    }

    // When a listening socket is closed, the kernel resets the connections in its queue.
    private void AcceptWhatWaits()
    {
        try
        {
            Accept(LastAccepts);
        }
        catch (IOException)
        {
            // The socket cannot be used any more, and is left in any case.
        }
    }

    private void BeginDraining()
    {
        if (_draining) return;
        _draining = true;
        StopAccepting();
        LeaveSocket();
        _environment.Loop.Timers.Cancel(_retry);

        foreach (var connection in Context.GetChildren())
        {
            Context.Watch(connection);
            connection.Tell(BeginDrain.Instance);
        }
        StopWhenEmpty();
    }

    private void LeaveSocket()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private void StopWhenEmpty()
    {
        if (_draining && !Context.GetChildren().Any()) Context.Stop(_self);
    }
}
