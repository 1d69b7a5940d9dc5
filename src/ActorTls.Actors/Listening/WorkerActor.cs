using ActorTls.Connections;
using ActorTls.EventLoop;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Accepts a listener's connections on one event loop, and supervises their actors there. This file holds how it lives;
/// how it accepts stands in one of its own.
/// </summary>
internal sealed partial class WorkerActor : UntypedActor, IIoHandler
{
    /// <summary>Connections accepted at most from a socket that is left for another one.</summary>
    private const int LastAccepts = 1024;

    private readonly WorkerState _state;
    private readonly ConnectionEnvironment _environment;
    private readonly ConnectionProducer _producer;
    private readonly AcceptPause _pause;
    private readonly IActorRef _self;
    private readonly RetryTimer _retry;
    private IoRegistration? _registration;
    private bool _readyUnderWay;
    private bool _draining;

    public WorkerActor(WorkerState state, AcceptPause pause)
    {
        _state = state;
        _environment = state.Environment;
        _producer = new ConnectionProducer(_environment);
        _pause = pause;
        _self = Self;
        _retry = new RetryTimer(_self);
    }

    private AdmissionGate Admission => _environment.Admission;

    protected override void PreStart()
    {
        _environment.Fate.HasFailed = false;
        if (_state.Socket is null) Context.Stop(_self);   // Started anew when it had already begun to drain.
        else StartAccepting();
    }

    // Stops the connections, which then know that it was not the end of the server.
    protected override void PreRestart(Exception reason, object message)
    {
        _environment.Fate.HasFailed = true;
        base.PreRestart(reason, message);
    }

    // Its share of the socket stays: whoever is started anew goes on with it.
    protected override void PostStop()
    {
        StopAccepting();
        _environment.Worker.Timers.Cancel(_retry);
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
            case UseWorkerOffer use:
                try
                {
                    Use(use.Offer);
                }
                finally
                {
                    use.Step.Done();   // When it fails, the worker is started anew with what it was told.
                }
                break;
            case StopListening stop:
                BeginDraining();
                stop.Step?.Done();
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

    private void Use(WorkerOffer offer)
    {
        if (offer.Socket is null || _draining)
        {
            _state.Use(offer with { Socket = null });
            return;
        }

        if (_registration is not null) AcceptWhatWaits();
        StopAccepting();
        _environment.Worker.Timers.Cancel(_retry);
        _state.Use(offer);
        if (_state.Socket is not null) ResumeAcceptingNow();
    }

    // The kernel resets who still waits in the queue of a socket that is closed.
    private void AcceptWhatWaits()
    {
        try
        {
            Accept(LastAccepts);
        }
        catch (IOException)
        {
            // The socket is of no use: so much the better that it is left.
        }
    }

    private void BeginDraining()
    {
        _draining = true;
        StopAccepting();
        _state.LeaveSocket();
        _environment.Worker.Timers.Cancel(_retry);

        foreach (var connection in Context.GetChildren())
        {
            Context.Watch(connection);
            connection.Tell(BeginDrain.Instance);
        }
        StopWhenEmpty();
    }

    private void StopWhenEmpty()
    {
        if (_draining && !Context.GetChildren().Any()) Context.Stop(_self);
    }
}
