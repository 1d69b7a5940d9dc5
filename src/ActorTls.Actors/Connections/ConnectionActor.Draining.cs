using ActorTls.EventLoop;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Event;

namespace ActorTls.Connections;

/// <summary>
/// The end was decided, and nothing more is delivered. What waits is sent, then <c>close_notify</c> (an alert went out
/// already), then FIN; what still arrives is discarded until the peer's end, so that our last words are not lost in a
/// reset. The socket is open; the TLS state is given back once it has spoken.
/// </summary>
internal sealed partial class ConnectionActor
{
    private enum DrainStage { Sending, Saying, Lingering }

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
                _deadlines.Set(DeadlineKind.Drain, _terms.Timeouts.Drain);
                return true;
            case IDeadLetterSuppression:
                return true;   // One of ours that is too late to matter.
            default:
                return false;
        }
    }

    private IoEvents DrainingInterest =>
        _ending!.DrainStage == DrainStage.Lingering || _established is { WriteWantsRead: true } ? IoEvents.Readable : IoEvents.Writable;

    private void BeginDraining(bool sayGoodbye)
    {
        Enter(ConnectionPhase.Draining);

        // One limit for all that waits, which progress does not put off; none may hold up a server that stops.
        var limit = _ending!.Reason == CloseReason.Draining ? _terms.Timeouts.Close : _terms.Timeouts.Write;
        _deadlines.Set(DeadlineKind.Phase, limit);
        foreach (var kind in (ReadOnlySpan<DeadlineKind>)[DeadlineKind.Idle, DeadlineKind.Lifetime, DeadlineKind.HalfClose, DeadlineKind.Session])
            _deadlines.Clear(kind);

        _ending.DrainStage = sayGoodbye ? DrainStage.Sending : DrainStage.Lingering;
        if (!sayGoodbye) BeginLingering();
        ContinueDraining();
    }

    /// <summary>Ends without more patience. Whose last words went out is not cut, whether the peer has read them or not.</summary>
    private void CutDraining(bool serverStops)
    {
        var ending = _ending!;
        if (serverStops && ending.Reason != CloseReason.Draining && ending.DrainStage != DrainStage.Lingering)
            _environment.Admission.CountCut();
        CloseNow(ending.Reason);
    }

    private void ContinueDraining()
    {
        var ending = _ending!;
        if (ending.DrainStage == DrainStage.Sending && (_established is null || SendUnsent(_established)))
            ending.DrainStage = DrainStage.Saying;
        if (_phase == ConnectionPhase.Draining && ending.DrainStage == DrainStage.Saying) SayGoodbye();
        if (_phase == ConnectionPhase.Draining && ending.DrainStage == DrainStage.Lingering) Discard();
    }

    private void SayGoodbye()
    {
        if (_established is { } established && !IssueTicket(established, moreFollows: true)) return;

        var status = _channel!.Shutdown(endFollows: true);
        if (_established is { } state) state.WriteWantsRead = status == TlsStatus.WantRead;
        switch (status)
        {
            case TlsStatus.Done or TlsStatus.Closed:
                BeginLingering();
                break;
            case TlsStatus.Failed:
                CloseNow(_ending!.Reason);
                break;
        }
    }

    private void BeginLingering()
    {
        _ending!.DrainStage = DrainStage.Lingering;
        _deadlines.Clear(DeadlineKind.Write);
        _deadlines.Set(DeadlineKind.Phase, _terms.Timeouts.Close);
        _established?.Unsent.Release();
        ReleaseChannel();
        Sockets.ShutdownWrite(_socket);
    }

    private void Discard()
    {
        var scratch = _environment.Worker.Scratch;
        for (var turn = 0; turn < 4; turn++)
        {
            var count = Sockets.Receive(_socket, scratch, out var errno);
            if (count > 0) continue;
            if (count < 0 && errno is LibC.EAGAIN or LibC.EINTR) return;

            CloseNow(_ending!.Reason);
            return;
        }
    }
}
