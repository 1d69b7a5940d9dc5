using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Event;

namespace ActorTls.Connections;

/// <content>
/// Closing: the end was decided, and nothing more is delivered. What waits is sent, then <c>close_notify</c> (an alert went out
/// already), then FIN. What still arrives is discarded until the peer's end, so that our last bytes are not lost in a reset. A stream
/// that broke off ends with a reset instead, once the peer's TCP has what was sent: a reset that is sent at once would take the place
/// of those bytes. The TLS state is given back once <c>close_notify</c> is sent, and the socket when the phase is over. A session that
/// has still to hand on what the client sent may stay longer.
/// </content>
internal sealed partial class ConnectionActor
{
    private enum ClosingStage { Flushing, Completing, Lingering, AwaitingDelivery }

    private bool Closing(object message)
    {
        switch (message)
        {
            case SocketReady:
                _socket.TakeReady();
                ContinueClosing();
                return true;
            case DeadlineDue:
                OnDeadlines();
                return true;
            case CutConnection cut:
                CutClosing(serverStops: cut.Reason == CloseReason.Draining);
                return true;
            case BeginDrain:
                _deadlines.Set(DeadlineKind.Drain, _version.Timeouts.Drain);
                return true;
            case ContinueReading or AuthorizationDecided:
                return true;   // Too late to matter.
            default:
                if (!_ending!.IsHeld) return message is IDeadLetterSuppression;   // One of ours for the session, which is gone.
                _session!.OnMessage(message);
                return true;
        }
    }

    private void UpdateClosingInterest()
    {
        var ending = _ending!;
        if (ending is { Stage: ClosingStage.AwaitingDelivery, PeerHasEnded: true }) _socket.Ignore();
        else _socket.UpdateInterest(mayRead: ending.Stage is ClosingStage.Lingering or ClosingStage.AwaitingDelivery);
    }

    private void OnClosingDeadline(DeadlineKind kind)
    {
        switch (kind)
        {
            case DeadlineKind.Phase:
                OnClosingLimit();
                break;
            case DeadlineKind.Write:
                if (_ending!.Stage == ClosingStage.AwaitingDelivery) LookWhatArrived();
                break;
            case DeadlineKind.Session:
                if (_ending!.IsHeld) _session!.OnTimer();
                break;
            case DeadlineKind.Drain:
                CutClosing(serverStops: true);
                break;
        }
    }

    private void BeginClosing(ClosingStage stage)
    {
        EnterClosing(stage);
        StartClosing();
    }

    private void BeginClosingSession(ClosingStage stage)
    {
        Exception? failure = null;
        LeaveSession(stage, ref failure);
        if (failure is null) StartClosing();
        else EndNow(failure);
    }

    private void EnterClosing(ClosingStage stage)
    {
        Enter(ConnectionPhase.Closing);
        foreach (var kind in (ReadOnlySpan<DeadlineKind>)[DeadlineKind.Idle, DeadlineKind.Lifetime, DeadlineKind.HalfClose, DeadlineKind.Session])
            _deadlines.Clear(kind);
        _ending!.Stage = stage;
        _socket.HasHungUp = false;

        // One limit for all that waits, which progress does not put off unless what waits is all that the peer will have of a
        // broken stream; none may hold up a server that stops.
        _deadlines.Set(DeadlineKind.Phase, ClosingLimit);
    }

    private TimeSpan? ClosingLimit => _ending!.Reason == CloseReason.Draining ? _version.Timeouts.Close : _version.Timeouts.Write;

    private void StartClosing()
    {
        if (_ending!.Stage == ClosingStage.Lingering) BeginLingering();
        ContinueClosing();
    }

    /// <summary>Ends without more patience. A connection whose last bytes were sent is not cut, whether the peer has read them or not.</summary>
    private void CutClosing(bool serverStops)
    {
        var ending = _ending!;
        if (serverStops && ending.Reason != CloseReason.Draining && (ending.IsHeld || ending.Stage != ClosingStage.Lingering))
            _environment.Admission.CountCut();
        if (ending.EndsWithReset && _socket.IsOpen) Sockets.ResetOnClose(_socket.Descriptor);
        EndNow(null);
    }

    private void ContinueClosing()
    {
        var ending = _ending!;
        if (!_socket.IsOpen) return;
        if (ending.Stage == ClosingStage.Flushing) FlushRest();
        if (_phase == ConnectionPhase.Closing && ending.Stage == ClosingStage.Completing) SendLastCloseNotify();
        if (_phase != ConnectionPhase.Closing || !_socket.IsOpen) return;
        if (ending.Stage is ClosingStage.Lingering or ClosingStage.AwaitingDelivery && !ending.PeerHasEnded) Discard();
        if (_phase == ConnectionPhase.Closing && ending.Stage == ClosingStage.AwaitingDelivery) LookWhatArrived();
    }

    private void FlushRest()
    {
        var ending = _ending!;
        var status = _socket.Flush(out var sent);
        CountSent(sent);
        if (status == TlsStatus.Failed)
        {
            ChannelFailed();
            return;
        }
        if (status is TlsStatus.WantRead or TlsStatus.WantWrite)
        {
            if (ending.EndsWithReset && sent > 0) PutOffLimit();
            return;
        }
        ending.Stage = ending.EndsWithReset ? ClosingStage.AwaitingDelivery : ClosingStage.Completing;
        if (!ending.EndsWithReset) return;
        PutOffLimit();
        ReleaseTls();
    }

    /// <summary>Ends with a reset when everything that was sent has arrived, and otherwise looks again later.</summary>
    private void LookWhatArrived()
    {
        if (!_socket.IsOpen) return;
        var underway = _socket.Underway;
        if (underway == 0)
        {
            Sockets.ResetOnClose(_socket.Descriptor);
            CloseNow(_ending!.Reason);
            return;
        }
        if (_ending!.Delivery.Look(underway)) PutOffLimit();
        _deadlines.Set(DeadlineKind.Write, _ending.Delivery.NextLook);
    }

    private void OnClosingLimit()
    {
        var ending = _ending!;
        if (!_socket.IsOpen) return;
        if (ending.Stage == ClosingStage.Lingering && ending.Reason != CloseReason.Draining && IsStillArriving(ending))
        {
            // To close now, with anything unread, would drop it.
            _deadlines.Set(DeadlineKind.Phase, _version.Timeouts.Close);
            return;
        }
        if (ending.EndsWithReset) Sockets.ResetOnClose(_socket.Descriptor);
        CloseNow(ending.Reason);
    }

    private bool IsStillArriving(Ending ending)
    {
        var underway = _socket.Underway;
        return ending.Delivery.Look(underway) && underway > 0;
    }

    private void PutOffLimit()
    {
        if (_ending!.Reason != CloseReason.Draining) _deadlines.Set(DeadlineKind.Phase, ClosingLimit);
    }

    private void SendLastCloseNotify()
    {
        switch (_socket.CompleteWrites(endFollows: true))
        {
            case TlsStatus.Done:
                BeginLingering();
                break;
            case TlsStatus.Failed or TlsStatus.PeerGone:
                CloseNow(_ending!.Reason);
                break;
        }
    }

    private void BeginLingering()
    {
        _ending!.Stage = ClosingStage.Lingering;
        _deadlines.Clear(DeadlineKind.Write);
        _deadlines.Set(DeadlineKind.Phase, _version.Timeouts.Close);
        ReleaseTls();
        Sockets.ShutdownWrite(_socket.Descriptor);
    }

    /// <summary>Drops what the peer still sends. Its end is the end, unless it has still to take what was sent.</summary>
    private void Discard()
    {
        var scratch = _environment.Loop.Scratch;
        for (var turn = 0; turn < 4; turn++)
        {
            var count = Sockets.Receive(_socket.Descriptor, scratch, out var errno);
            if (count > 0) continue;
            if (count < 0 && errno is LibC.EAGAIN or LibC.EINTR) return;

            if (count == 0 && _ending!.Stage == ClosingStage.AwaitingDelivery) _ending.PeerHasEnded = true;
            else CloseNow(_ending!.Reason);
            return;
        }
    }
}
