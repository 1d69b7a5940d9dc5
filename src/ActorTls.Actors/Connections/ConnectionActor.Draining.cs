using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Event;

namespace ActorTls.Connections;

/// <summary>
/// The end was decided, and nothing more is delivered. What waits is sent, then <c>close_notify</c> (an alert went out
/// already), then FIN; what still arrives is discarded until the peer's end, so that our last words are not lost in a
/// reset. A stream that broke off ends with a reset instead, once the peer's TCP has taken what was sent: at once, it would take
/// the place of those bytes. The TLS state is given back once it has spoken, the socket when this is over; a session that has
/// still to hand on what the client sent may stay longer.
/// </summary>
internal sealed partial class ConnectionActor
{
    private enum DrainStage { Sending, Saying, Lingering, Arriving }

    /// <summary>How long to wait, at first, before looking again whether everything has arrived: nothing tells of it.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(25);

    private bool Draining(object message)
    {
        switch (message)
        {
            case SocketReady:
                TakeReady();
                ContinueDraining();
                return true;
            case DeadlineDue:
                OnDeadlines();
                return true;
            case CutConnection cut:
                CutDraining(serverStops: cut.Reason == CloseReason.Draining);
                return true;
            case BeginDrain:
                _deadlines.Set(DeadlineKind.Drain, _version.Timeouts.Drain);
                return true;
            case ContinueReading or AuthorizationDecided:
                return true;   // Too late to matter.
            default:
                if (!_ending!.IsHeld) return message is IDeadLetterSuppression;   // One of ours for the session, which is gone.
                _established!.Session.OnMessage(message);
                return true;
        }
    }

    private IoEvents DrainingInterest => _ending!.DrainStage switch
    {
        DrainStage.Lingering => HangUps | IoEvents.Readable,
        DrainStage.Arriving => _ending.PeerEnded ? IoEvents.None : HangUps | IoEvents.Readable,
        _ => HangUps | (_established is { WriteWantsRead: true } ? IoEvents.Readable : IoEvents.Writable),
    };

    private void BeginDraining(DrainStage stage)
    {
        EnterDraining(stage);
        StartDraining();
    }

    private void BeginDrainingSession(DrainStage stage)
    {
        EnterDraining(stage);
        _established!.Session.OnClosed(_ending!.Reason);
        StartDraining();
    }

    private void EnterDraining(DrainStage stage)
    {
        Enter(ConnectionPhase.Closing);
        foreach (var kind in (ReadOnlySpan<DeadlineKind>)[DeadlineKind.Idle, DeadlineKind.Lifetime, DeadlineKind.HalfClose, DeadlineKind.Session])
            _deadlines.Clear(kind);
        _ending!.DrainStage = stage;

        // One limit for all that waits, which progress does not put off unless what waits is all that the peer will have of a
        // broken stream; none may hold up a server that stops.
        _deadlines.Set(DeadlineKind.Phase, DrainLimit);
    }

    private TimeSpan? DrainLimit => _ending!.Reason == CloseReason.Draining ? _version.Timeouts.Close : _version.Timeouts.Write;

    private void StartDraining()
    {
        if (_ending!.DrainStage == DrainStage.Lingering) BeginLingering();
        ContinueDraining();
    }

    /// <summary>Ends without more patience. Whose last words went out is not cut, whether the peer has read them or not.</summary>
    private void CutDraining(bool serverStops)
    {
        var ending = _ending!;
        if (serverStops && ending.Reason != CloseReason.Draining && (ending.IsHeld || ending.DrainStage != DrainStage.Lingering))
            _environment.Admission.CountCut();
        if (ending.Breaks && !ending.ClientIsClosed) Sockets.ResetOnClose(_socket);
        EndNow(null);
    }

    private void ContinueDraining()
    {
        var ending = _ending!;
        if (ending.ClientIsClosed) return;
        if (ending.DrainStage == DrainStage.Sending) SendRest(ending);
        if (_phase == ConnectionPhase.Closing && ending.DrainStage == DrainStage.Saying) SendCloseNotify();
        if (_phase != ConnectionPhase.Closing || ending.ClientIsClosed) return;
        if (ending.DrainStage is DrainStage.Lingering or DrainStage.Arriving && !ending.PeerEnded) Discard();
        if (_phase == ConnectionPhase.Closing && ending.DrainStage == DrainStage.Arriving) LookWhatArrived(ending);
    }

    private void SendRest(Ending ending)
    {
        var before = _established?.Unsent.Length ?? 0;
        if (_established is not null && !SendUnsent(_established))
        {
            if (_phase == ConnectionPhase.Closing && ending.Breaks && _established.Unsent.Length < before) PutOffLimit();
            return;
        }
        ending.DrainStage = ending.Breaks ? DrainStage.Arriving : DrainStage.Saying;
        if (!ending.Breaks) return;
        PutOffLimit();
        ReleaseChannel();
    }

    /// <summary>Ends with a reset when everything that was sent has arrived, and else looks again later.</summary>
    private void LookWhatArrived(Ending ending)
    {
        if (ending.ClientIsClosed) return;
        var left = Sockets.Unacknowledged(_socket);
        if (left == 0)
        {
            Sockets.ResetOnClose(_socket);
            CloseNow(ending.Reason);
            return;
        }
        if (left < ending.Underway) PutOffLimit();
        ending.Looks = left < ending.Underway ? 0 : Math.Min(ending.Looks + 1, 5);
        ending.Underway = left;
        _deadlines.Set(DeadlineKind.Write, FirstLook * (1 << ending.Looks));
    }

    private void OnDrainLimit()
    {
        var ending = _ending!;
        if (ending.ClientIsClosed) return;
        if (ending.DrainStage == DrainStage.Lingering && ending.Reason != CloseReason.Draining && IsStillArriving(ending))
        {
            // To close now, with anything unread, would drop it.
            _deadlines.Set(DeadlineKind.Phase, _version.Timeouts.Close);
            return;
        }
        if (ending.Breaks) Sockets.ResetOnClose(_socket);
        CloseNow(ending.Reason);
    }

    private bool IsStillArriving(Ending ending)
    {
        var left = Sockets.Unacknowledged(_socket);
        var progresses = left > 0 && left < ending.Underway;
        ending.Underway = left;
        return progresses;
    }

    private void PutOffLimit()
    {
        if (_ending!.Reason != CloseReason.Draining) _deadlines.Set(DeadlineKind.Phase, DrainLimit);
    }

    private void SendCloseNotify()
    {
        if (_established is { } established && !IssueTicket(established, moreFollows: true)) return;

        var status = _channel!.Shutdown(endFollows: true);
        if (_established is { } state) state.WriteWantsRead = status == TlsStatus.WantRead;
        switch (status)
        {
            case TlsStatus.Done or TlsStatus.Closed:
                BeginLingering();
                break;
            case TlsStatus.Failed or TlsStatus.PeerGone:
                CloseNow(_ending!.Reason);
                break;
        }
    }

    private void BeginLingering()
    {
        _ending!.DrainStage = DrainStage.Lingering;
        _deadlines.Clear(DeadlineKind.Write);
        _deadlines.Set(DeadlineKind.Phase, _version.Timeouts.Close);
        _established?.Unsent.Release();
        ReleaseChannel();
        Sockets.ShutdownWrite(_socket);
    }

    /// <summary>Drops what the peer still sends. Its end is the end, unless it has still to take what was sent.</summary>
    private void Discard()
    {
        var scratch = _environment.Loop.Scratch;
        for (var turn = 0; turn < 4; turn++)
        {
            var count = Sockets.Receive(_socket, scratch, out var errno);
            if (count > 0) continue;
            if (count < 0 && errno is LibC.EAGAIN or LibC.EINTR) return;

            if (count == 0 && _ending!.DrainStage == DrainStage.Arriving) _ending.PeerEnded = true;
            else CloseNow(_ending!.Reason);
            return;
        }
    }
}
