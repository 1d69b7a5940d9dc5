using System.Runtime.InteropServices;
using ActorTls.Connections;
using ActorTls.EventLoop;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>
/// Accepts a listener's connections on one event loop, and supervises their actors there. It stops taking from the
/// kernel's queue while the listener has no slot free, or while the system has run out of something.
/// </summary>
internal sealed class WorkerActor : UntypedActor, IIoHandler
{
    /// <summary>Connections accepted in one go, before those that exist have their turn.</summary>
    private const int AcceptsPerTurn = 16;

    /// <summary>Connections accepted at most from a socket that is left for another one.</summary>
    private const int LastAccepts = 1024;

    private readonly WorkerState _state;
    private readonly ConnectionEnvironment _environment;
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

    // Pausing is leaving the epoll set: with EPOLLEXCLUSIVE the kernel allows no change of interest.

    private void StartAccepting() => _registration =
        _environment.Worker.Register(_state.Socket!.Descriptor, IoEvents.Readable | IoEvents.Exclusive, this);

    private void StopAccepting()
    {
        if (_registration is { } registration) _environment.Worker.Unregister(registration);
        _registration = null;
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

    // Tries at once: with nobody in the kernel's queue no event would tell that the shortage is over.
    private void ResumeAcceptingNow()
    {
        StartAccepting();
        Accept();
    }

    private void Accept(int most = AcceptsPerTurn)
    {
        Span<byte> address = stackalloc byte[Sockets.LongestAddress];
        for (var i = 0; i < most; i++)
        {
            if (!TryTakeSlot())
            {
                if (i > 0) _pause.End();
                return;
            }

            var socket = Sockets.Accept(_state.Socket!.Descriptor, address, out var length, out var errno);
            if (socket >= 0)
            {
                Admit(socket, PeerAddress.FromSocketAddress(address[..length]));
                continue;
            }

            Admission.ReturnSlot();
            if (errno == LibC.EAGAIN) break;
            if (errno != LibC.EINTR && !AfterError(errno)) return;
        }
        _pause.End();
    }

    private bool TryTakeSlot()
    {
        if (Admission.TryTakeSlot()) return true;

        StopAccepting();
        Admission.WaitForSlot();

        // A slot that came free before we asked to be woken wakes nobody.
        if (!Admission.TryTakeSlot()) return false;
        StartAccepting();
        return true;
    }

    private void Admit(int socket, PeerAddress peer)
    {
        _environment.Counters.Accepted++;
        // Behind a proxy the address that counts is told by its header.
        var isPeerKnown = _environment.Terms.Current.Proxies is null;
        if (isPeerKnown && !Admission.TryCountAddress(peer))
        {
            CloseOverLimit(socket, peer);
            return;
        }

        try
        {
            Context.ActorOf(ConnectionProps.Create(_environment, socket, peer));
        }
        catch
        {
            Sockets.Close(socket);   // No actor owns it, so nobody else would.
            if (isPeerKnown) Admission.ReleaseAddress(peer);
            Admission.ReturnSlot();
            throw;
        }
    }

    private void CloseOverLimit(int socket, PeerAddress peer)
    {
        Sockets.Close(socket);
        Admission.ReturnSlot();
        _environment.Counters.Closes(CloseReason.OverLimit, ConnectionPhase.Accepted)++;
        if (!_environment.Logger.IsEnabled(LogLevel.Information)) return;
        ConnectionClosed.BeforeTls(
            _environment.Listener, ConnectionActor.NextId(), peer.ToString(), ConnectionPhase.Accepted.Name(),
            CloseReason.OverLimit.Name())
            .Write(_environment.Logger, LogLevel.Information, null);
    }

    /// <summary>Whether to go on accepting.</summary>
    private bool AfterError(int errno)
    {
        var errorClass = AcceptErrors.Classify(errno);
        _environment.Counters.AcceptErrors(errorClass)++;
        switch (errorClass)
        {
            case AcceptErrorClass.PeerAborted:
                return true;
            case AcceptErrorClass.Fatal:
                throw new IOException($"accept: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
            default:
                _pause.Begin(errorClass, Marshal.GetPInvokeErrorMessage(errno));
                StopAccepting();
                _environment.Worker.Timers.Schedule(_retry, (long)AcceptPause.RetryAfter.TotalMilliseconds);
                return false;
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

    private sealed class RetryTimer(IActorRef worker) : TimerNode
    {
        protected internal override void OnTimer() => worker.Tell(ResumeAccepting.Instance, ActorRefs.NoSender);
    }
}
