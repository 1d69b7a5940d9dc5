using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Connections;

/// <summary>
/// The session has the connection. Plaintext goes to it from the loop's scratch buffer, so that an idle connection holds
/// no memory for data; what the peer does not take waits in <see cref="UnsentBytes"/>, and stops the reading.
/// </summary>
internal sealed partial class ConnectionActor
{
    /// <summary>Bytes that one turn may deliver before other connections have theirs; a small record counts as a larger one.</summary>
    private const int TurnBudget = 8 * TlsRecord.LargestPlaintext;

    private EstablishedState? _established;

    /// <summary>What only this phase needs.</summary>
    private sealed class EstablishedState(Session session)
    {
        public readonly Session Session = session;
        public UnsentBytes Unsent;
        public bool ReadingPaused;

        /// <summary>TLS reads nothing before the socket has taken its answer to a KeyUpdate.</summary>
        public bool ReadWantsWrite;

        /// <summary>TLS writes nothing before it has read the rest of a message of the peer.</summary>
        public bool WriteWantsRead;
        public bool PeerCompleted;
        public bool WeCompletedFirst;
        public OwnSide OwnSide;

        /// <summary>The client has to be sent a ticket, with the first thing that is said in the first turn, or else after it.</summary>
        public bool TicketIsDue = true;

        /// <summary>Bytes may be inside the channel, where the socket's readiness does not tell of them.</summary>
        public bool TryRead;

        /// <summary>A <see cref="ContinueReading"/> is on its way; a second one would be a second share of the loop.</summary>
        public bool ContinueUnderWay;

        /// <summary>Both sides finished, but the session has still to pass on what came.</summary>
        public bool HeldOpen;

        /// <summary>
        /// A hang-up came while we are not reading what came before it: the peer of a TCP socket has sent FIN after ours, or
        /// that of a socket is gone. The socket would tell of it again and again.
        /// </summary>
        public bool HungUp;

        /// <summary>The peer takes nothing any more; what it sent before is still delivered, and what is written is dropped.</summary>
        public bool PeerIsGone;

        /// <summary>Something was dropped that the peer should have had.</summary>
        public bool HasDropped;

        public bool IsHalfClosed => PeerCompleted || OwnSide == OwnSide.Completed;

        public bool CanRead => !ReadingPaused && !PeerCompleted && Unsent.Length == 0;
    }

    /// <summary>How far we are with finishing our side.</summary>
    private enum OwnSide { Open, Completing, Completed }

    private bool Established(object message)
    {
        var state = _established!;
        switch (message)
        {
            case SocketReady:
                OnSocketReady(state, TakeReady());
                break;
            case ContinueReading:
                state.ContinueUnderWay = false;
                state.TryRead = true;
                break;
            case DeadlineDue:
                OnDeadlines();
                break;
            case BeginDrain:
                _deadlines.Set(DeadlineKind.Drain, _version.Timeouts.Drain);
                state.Session.OnDraining();
                break;
            case CutConnection cut:
                Cut(cut.Reason);
                break;
            case AuthorizationDecided:
                break;   // The authority answered twice; the first answer stands.
            default:
                state.Session.OnMessage(message);
                break;
        }

        if (state.TryRead) Deliver(state);
        return true;
    }

    private IoEvents EstablishedInterest
    {
        get
        {
            var state = _established!;
            if (state.HungUp && !state.CanRead) return IoEvents.None;
            if (state.WriteWantsRead) return IoEvents.Readable | HangUps;
            if (state.ReadWantsWrite) return IoEvents.Writable | HangUps;   // What could be read would be told of again and again.
            var waitsToWrite = state.Unsent.Length > 0 || state.OwnSide == OwnSide.Completing;
            return (state.CanRead ? IoEvents.Readable : IoEvents.None) | (waitsToWrite ? IoEvents.Writable : IoEvents.None) | HangUps;
        }
    }

    private void Establish()
    {
        var connection = new Connection(this);
        var session = _version.Sessions.CreateSession(connection);
        session.Attach(connection);
        _established = new EstablishedState(session) { TryRead = true };
        Enter(ConnectionPhase.Established);
        _deadlines.Set(DeadlineKind.Idle, _version.Timeouts.Idle);
        _deadlines.Set(DeadlineKind.Lifetime, _version.Timeouts.Lifetime);

        session.OnEstablished();
        Deliver(_established);
        IssueTicket(_established, moreFollows: false);
    }

    private void OnSocketReady(EstablishedState state, IoEvents events)
    {
        // Told of while we are not reading, these would be told of again and again.
        if ((events & HangUps) != 0 && !state.CanRead)
        {
            state.HungUp = true;
            if (!IsEndAfterAllThatCame(state, events)) OnPeerGone(state);
            return;
        }

        if ((events & IoEvents.Writable) != 0 || state.WriteWantsRead) ContinueWriting(state);
        if ((events & (IoEvents.Readable | HangUps)) != 0 || state.ReadWantsWrite) state.TryRead = true;
    }

    /// <summary>
    /// Whether a hang-up leaves the peer able to take what we have still to send, or leaves us nothing to send. Of a TCP socket it is
    /// a reset unless our side has finished, even when no error is told with it: OpenSSL passes over the one that sending a
    /// ticket meets.
    /// </summary>
    private bool IsEndAfterAllThatCame(EstablishedState state, IoEvents events)
    {
        if ((events & IoEvents.Error) != 0) return false;
        var hasToSend = state.Unsent.Length > 0 || state.OwnSide == OwnSide.Completing;
        return state.OwnSide == OwnSide.Completed || (_isUnixSocket && !hasToSend);
    }

    /// <summary>The peer has left while we are not reading. What it sent before it left is for the session all the same.</summary>
    private void OnPeerGone(EstablishedState state)
    {
        if (state.PeerCompleted || !HasInput())
        {
            CloseNow(CloseReason.PeerReset);
            return;
        }

        var waited = state.Unsent.Length > 0 && state.OwnSide == OwnSide.Open;
        DropOutput(state);
        state.TryRead = true;
        if (waited) state.Session.OnWritable();
    }

    private bool HasInput()
    {
        Span<byte> next = stackalloc byte[1];
        return _channel!.HasBufferedInput || Sockets.Peek(_socket, next, out _) > 0;
    }

    /// <summary>Nothing can be sent any more. What is still to be read has as much time as what is to be written.</summary>
    private void DropOutput(EstablishedState state)
    {
        if (state.PeerIsGone) return;

        state.PeerIsGone = true;
        state.HasDropped |= state.Unsent.Length > 0;
        state.Unsent.Release();
        state.WriteWantsRead = false;
        if (state.OwnSide == OwnSide.Completing) state.OwnSide = OwnSide.Completed;
        if (_phase == ConnectionPhase.Established) _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
    }

    /// <summary>Reads and delivers until the channel or the turn's budget is exhausted.</summary>
    private void Deliver(EstablishedState state)
    {
        state.TryRead = false;
        if (state is { ReadWantsWrite: true, Unsent.Length: 0, OwnSide: not OwnSide.Completing, PeerIsGone: false })
            _deadlines.Clear(DeadlineKind.Write);
        state.ReadWantsWrite = false;
        var scratch = _environment.Loop.Scratch[..TlsRecord.LargestPlaintext];
        var budget = TurnBudget;

        while (_phase == ConnectionPhase.Established && state.CanRead)
        {
            if (budget <= 0)
            {
                ContinueLater(state);
                return;
            }

            switch (_channel!.Read(scratch, out var count))
            {
                case TlsStatus.Done:
                    budget -= TlsRecord.CostOf(count, _channel.StepsTaken);
                    _bytesIn += count;
                    _environment.Counters.BytesIn += count;
                    ApplicationBytesMoved();
                    state.Session.OnReceived(scratch[..count]);

                    // A full record is seldom alone. After a short one the socket would only say that it is empty.
                    // The session, or a write of its, may have ended the connection: then there is no channel any more.
                    if (_phase != ConnectionPhase.Established || (count < TlsRecord.LargestPlaintext && !_channel.HasBufferedInput)) return;
                    break;
                case TlsStatus.WantRead:
                    return;
                case TlsStatus.WantWrite:
                    state.ReadWantsWrite = true;
                    _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
                    return;
                case TlsStatus.Closed:
                    OnPeerCompleted(state);
                    return;
                default:
                    ChannelFailed();
                    return;
            }
        }
    }

    private void ContinueLater(EstablishedState state)
    {
        if (state.ContinueUnderWay) return;
        state.ContinueUnderWay = true;
        _self.Tell(ContinueReading.Instance, ActorRefs.NoSender);
    }

    private void OnPeerCompleted(EstablishedState state)
    {
        state.PeerCompleted = true;
        _deadlines.Set(DeadlineKind.HalfClose, _version.Timeouts.HalfClose);
        state.Session.OnPeerCompleted();
        if (state.PeerIsGone && _phase == ConnectionPhase.Established) CloseNow(ReasonWhenCompleted(state));   // Nobody is there for an answer.
        else CloseWhenBothCompleted(state);
    }

    private void CloseWhenBothCompleted(EstablishedState state)
    {
        if (_phase != ConnectionPhase.Established || !state.PeerCompleted || state.OwnSide != OwnSide.Completed || state.HeldOpen) return;
        CloseNow(ReasonWhenCompleted(state));
    }

    private static CloseReason ReasonWhenCompleted(EstablishedState state)
    {
        if (state.HasDropped) return CloseReason.PeerReset;
        return state.WeCompletedFirst ? CloseReason.ServiceClosed : CloseReason.PeerFinished;
    }

    private void ApplicationBytesMoved()
    {
        if (_phase != ConnectionPhase.Established) return;
        if (_version.Timeouts.Idle is { } idle) _deadlines.Set(DeadlineKind.Idle, idle);
        if (_established!.PeerIsGone) _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
        if (_established!.IsHalfClosed) _deadlines.Set(DeadlineKind.HalfClose, _version.Timeouts.HalfClose);
    }
}
