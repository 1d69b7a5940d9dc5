using System.Net;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using ActorTls.Tls;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <summary>The sending half of an established connection.</summary>
internal sealed partial class ConnectionActor
{
    private bool Write(EstablishedState state, ReadOnlySpan<byte> data)
    {
        if (_phase != ConnectionPhase.Established) return false;   // It ended during this turn; the session is told so.
        if (state.OwnSide != OwnSide.Open) throw new InvalidOperationException("The session has finished; it cannot write.");

        if (state.Unsent.Length == 0)
        {
            data = data[Send(data)..];
            if (state.PeerIsGone && _phase == ConnectionPhase.Established)
            {
                state.HasDropped |= !data.IsEmpty;
                return true;
            }
            if (data.IsEmpty || _phase != ConnectionPhase.Established) return data.IsEmpty;
            _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
        }
        if (state.Unsent.Length + data.Length > IConnection.MaxUnsentBytes)
            throw new InvalidOperationException($"More than {IConnection.MaxUnsentBytes} bytes would wait to be sent.");

        state.Unsent.Append(data);
        return false;
    }

    private void CompleteWrites(EstablishedState state)
    {
        if (_phase != ConnectionPhase.Established || state.OwnSide != OwnSide.Open) return;

        state.WeCompletedFirst = !state.PeerCompleted;
        state.OwnSide = state.PeerIsGone ? OwnSide.Completed : OwnSide.Completing;
        if (state.PeerIsGone) CloseWhenBothCompleted(state);
        else if (state.Unsent.Length == 0) SendCloseNotify(state);
    }

    private void ContinueWriting(EstablishedState state)
    {
        var waited = state.Unsent.Length > 0;
        if (!SendUnsent(state)) return;

        if (state.PeerIsGone && state.PeerCompleted)
        {
            CloseWhenBothCompleted(state);   // What waited was dropped, so nothing else tells that both have.
            return;
        }
        if (state.OwnSide == OwnSide.Completing) SendCloseNotify(state);
        if (!waited || _phase != ConnectionPhase.Established) return;

        state.TryRead = true;
        if (state.OwnSide == OwnSide.Open) state.Session.OnWritable();
    }

    private void SendCloseNotify(EstablishedState state)
    {
        if (!IssueTicket(state, moreFollows: true)) return;

        // When the peer has finished too, the socket is closed next.
        var status = _channel!.Shutdown(endFollows: state.PeerCompleted && !state.HeldOpen);
        state.WriteWantsRead = status == TlsStatus.WantRead;
        switch (status)
        {
            case TlsStatus.Done or TlsStatus.Closed:
                state.OwnSide = OwnSide.Completed;
                _deadlines.Clear(DeadlineKind.Write);
                _deadlines.Set(DeadlineKind.HalfClose, _version.Timeouts.HalfClose);
                CloseWhenBothCompleted(state);
                break;
            case TlsStatus.PeerGone when state.PeerCompleted && !state.HeldOpen:
                CloseNow(ReasonWhenCompleted(state));   // It said all it wanted, and did not wait for our goodbye.
                break;
            case TlsStatus.PeerGone:
                DropOutput(state);
                state.TryRead = true;
                break;
            case TlsStatus.Failed when state.PeerCompleted:
                CloseNow(CloseReason.PeerFinished);   // It said all it wanted, and did not wait for our goodbye.
                break;
            case TlsStatus.Failed:
                ChannelFailed();
                break;
            default:
                _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
                break;
        }
    }

    /// <summary>Sends what waits; true when nothing waits any more.</summary>
    private bool SendUnsent(EstablishedState state)
    {
        while (state.Unsent.Length > 0)
        {
            var sent = Send(state.Unsent.Span);
            if (state.PeerIsGone) return true;
            if (sent == 0) return false;

            state.Unsent.Consume(sent);
            _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
        }
        if (!state.PeerIsGone) _deadlines.Clear(DeadlineKind.Write);
        return true;
    }

    /// <summary>
    /// Sends as much as the socket takes, and returns how much; 0 after a failure, which has changed the phase, and when the peer
    /// is gone.
    /// </summary>
    private int Send(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || !IssueTicket(_established!, moreFollows: true) || _established!.PeerIsGone) return 0;

        var sent = 0;
        while (sent < data.Length)
        {
            var status = _channel!.Write(data[sent..], out var count);
            _established!.WriteWantsRead = status == TlsStatus.WantRead;
            if (status == TlsStatus.Failed)
            {
                ChannelFailed();
                return 0;
            }
            if (status == TlsStatus.PeerGone)
            {
                DropOutput(_established);
                break;
            }
            if (status != TlsStatus.Done) break;
            sent += count;
        }

        if (sent > 0)
        {
            _bytesOut += sent;
            _environment.Counters.BytesOut += sent;
            ApplicationBytesMoved();
        }
        return sent;
    }

    /// <summary>
    /// Sends the ticket that is due, which carries the identity as admitted. What the socket does not take goes out with the
    /// next write. False after a failure, which has changed the phase.
    /// </summary>
    private bool IssueTicket(EstablishedState state, bool moreFollows)
    {
        if (!state.TicketIsDue || _channel is null || state.PeerIsGone) return true;

        var status = _channel.IssueTicket(moreFollows);
        state.TicketIsDue = status is TlsStatus.WantRead or TlsStatus.WantWrite;
        if (status is TlsStatus.Done or TlsStatus.PeerGone) _channel.ForgetPeerCertificate();
        if (status == TlsStatus.PeerGone) DropOutput(state);
        if (status == TlsStatus.Failed) ChannelFailed();
        return status != TlsStatus.Failed;
    }

    /// <summary>The session's view of this connection. It outlives the actor harmlessly: all it does then is nothing.</summary>
    private sealed class Connection(ConnectionActor actor) : IEventLoopConnection
    {
        public IActorRef Self => actor._self;

        public long Id => actor._id;

        public string Listener => actor._environment.Listener;

        public string Peer => actor._peer.ToString();

        public IPEndPoint? PeerEndPoint => actor._peer.ToEndPoint();

        public IPEndPoint? LocalEndPoint => actor.LocalEndPoint;

        public PeerIdentity Identity => actor._identity!;

        public TlsSessionInfo Tls => actor._ending?.Tls ?? actor._channel!.Describe();

        public bool Write(ReadOnlySpan<byte> data) => actor.Write(actor._established!, data);

        public void CompleteWrites() => actor.CompleteWrites(actor._established!);

        public void Close(CloseReason reason, string? detail)
        {
            if (actor._phase == ConnectionPhase.Established) actor.CloseGracefully(reason, detail);
        }

        public void Abort(CloseReason reason, string? detail)
        {
            if (actor._phase == ConnectionPhase.Established) actor.Abort(reason, detail);
        }

        public void PauseReading() => actor._established!.ReadingPaused = true;

        public void ResumeReading()
        {
            var state = actor._established!;
            if (!state.ReadingPaused) return;
            state.ReadingPaused = false;
            state.TryRead = true;
        }

        public EventLoop Loop => actor._environment.Loop;

        public TimeoutSettings Timeouts => actor._version.Timeouts;

        public ServerMetrics Metrics => actor._environment.Metrics;

        public ILogger Logger => actor._environment.Logger;

        public TimeSpan? KeepAlive => actor._version.KeepAlive;

        public string Upstream
        {
            set => actor._upstream = value;
        }

        public void SetDeadline(TimeSpan? fromNow)
        {
            if (actor._phase == ConnectionPhase.Established || actor._ending is { IsHeld: true })
                actor._deadlines.Set(DeadlineKind.Session, fromNow);
        }

        public void BytesMoved() => actor.ApplicationBytesMoved();

        public void HoldOpen() => actor._established!.HeldOpen = true;

        public void Break(CloseReason reason, string? detail)
        {
            if (actor._phase == ConnectionPhase.Established) actor.Break(reason, detail);
        }

        public void HoldEnd() => actor._ending!.IsHeld = true;

        public void LetEnd() => actor.LetEnd();

        public void LetClose()
        {
            var state = actor._established!;
            state.HeldOpen = false;
            actor.CloseWhenBothCompleted(state);
        }
    }
}
