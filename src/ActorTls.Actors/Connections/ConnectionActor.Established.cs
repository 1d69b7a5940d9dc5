using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Connections;

/// <content>
/// Established: the session has the connection. Plaintext goes to it from the loop's scratch buffer, so that an idle connection holds
/// no memory for data. What the peer does not take waits in the <see cref="TlsSocket"/>, and stops the reading. This file holds
/// the phase and its reading half; the writing half has a file of its own.
/// </content>
internal sealed partial class ConnectionActor
{
    /// <summary>Bytes that one turn may deliver before other connections have their turns; a small record counts as a larger one.</summary>
    private const int TurnBudget = 8 * TlsRecord.LargestPlaintext;

    private Session? _session;
    private bool _readingIsPaused;

    /// <summary>Bytes may be inside the channel, where the socket's readiness does not tell of them.</summary>
    private bool _triesRead;

    /// <summary>A <see cref="ContinueReading"/> is on its way; a second one would be a second share of the loop.</summary>
    private bool _continueIsPosted;

    /// <summary>The connection stays when both sides have completed: the session has still to pass on what came.</summary>
    private bool _isHeldOpen;

    private bool _weCompletedFirst;

    private bool CanRead => !_readingIsPaused && !_socket.PeerHasCompleted && _socket.Unsent == 0;

    private bool Established(object message)
    {
        switch (message)
        {
            case SocketReady:
                OnSocketReady(_socket.TakeReady());
                break;
            case ContinueReading:
                _continueIsPosted = false;
                _triesRead = true;
                break;
            case DeadlineDue:
                OnDeadlines();
                break;
            case BeginDrain:
                _deadlines.Set(DeadlineKind.Drain, _version.Timeouts.Drain);
                _session!.OnDraining();
                break;
            case CutConnection cut:
                Cut(cut.Reason);
                break;
            case AuthorizationDecided:
                break;   // The authority answered twice; the first answer stands.
            default:
                _session!.OnMessage(message);
                break;
        }

        if (_triesRead) Deliver();
        return true;
    }

    private void UpdateEstablishedInterest()
    {
        // Nothing can be sent any more. What is still to be read has as much time as what is to be written.
        if (_socket.TakeLoss()) _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
        _socket.UpdateInterest(CanRead);
    }

    private void OnEstablishedDeadline(DeadlineKind kind)
    {
        switch (kind)
        {
            case DeadlineKind.Idle:
                CloseGracefully(CloseReason.IdleTimeout);
                break;
            case DeadlineKind.Lifetime:
                CloseGracefully(CloseReason.LifetimeReached);
                break;
            case DeadlineKind.Write:
                CloseNow(_socket.PeerIsGone ? CloseReason.PeerReset : CloseReason.SlowConsumer);
                break;
            case DeadlineKind.HalfClose when _session!.IsIncomplete:
                CloseWithReset(CloseReason.HalfCloseTimeout, null);
                break;
            case DeadlineKind.HalfClose:
                CloseNow(CloseReason.HalfCloseTimeout);
                break;
            case DeadlineKind.Session:
                _session!.OnTimer();
                break;
            case DeadlineKind.Drain:
                _environment.Admission.CountCut();
                CloseGracefully(CloseReason.Draining);
                break;
        }
    }

    private void Establish()
    {
        var connection = new SessionConnection(this);
        var session = _version.Sessions.CreateSession(connection);
        session.Attach(connection);
        _session = session;
        _triesRead = true;
        Enter(ConnectionPhase.Established);
        _deadlines.Clear(DeadlineKind.Phase);
        _deadlines.Set(DeadlineKind.Idle, _version.Timeouts.Idle);
        _deadlines.Set(DeadlineKind.Lifetime, _version.Timeouts.Lifetime);

        // The ticket leaves with what the session says first. When it has said nothing by the end of this turn, the ticket goes alone.
        _socket.Channel.QueueTicket();
        session.OnEstablished();
        Deliver();
        if (_phase == ConnectionPhase.Established && _socket.FlushTicket() == TlsStatus.Failed) ChannelFailed();
        if (_phase == ConnectionPhase.Established) _socket.Channel.ForgetPeerCertificate();
    }

    private void OnSocketReady(IoEvents events)
    {
        // The kernel would tell again and again of a hang-up that nobody reads.
        if ((events & TlsSocket.HangUps) != 0 && !CanRead)
        {
            _socket.HasHungUp = true;
            if (!IsEndAfterAllThatCame(events)) OnPeerGone();
            return;
        }

        if ((events & IoEvents.Writable) != 0) ContinueWriting();
        if ((events & (IoEvents.Readable | TlsSocket.HangUps)) != 0) _triesRead = true;
    }

    /// <summary>
    /// Whether a hang-up leaves the peer able to take what is still to be sent, or nothing is. A hang-up of a TCP socket is a reset
    /// unless this side has completed its writes, even when no error is told with it: OpenSSL passes over the error that sending a
    /// ticket meets.
    /// </summary>
    private bool IsEndAfterAllThatCame(IoEvents events) =>
        (events & IoEvents.Error) == 0 && (_socket.HasCompleted || (_isUnixSocket && !_socket.HasOutput));

    /// <summary>The peer has left while nothing is read. What it sent before is for the session all the same.</summary>
    private void OnPeerGone()
    {
        if (_socket.PeerHasCompleted || !(_session!.HasUndelivered || _socket.HasInput()))
        {
            CloseNow(CloseReason.PeerReset);
            return;
        }

        var waited = _socket.Unsent > 0 && !_socket.IsCompleting;
        _socket.LosePeer();
        _triesRead = true;
        if (waited) _session!.OnWritable();
    }

    /// <summary>Reads and delivers until the channel or the turn's budget is exhausted.</summary>
    private void Deliver()
    {
        _triesRead = false;
        if (_socket is { ReadWantsWrite: true, HasOutput: false, PeerIsGone: false } && CanRead) _deadlines.Clear(DeadlineKind.Write);
        if (_phase == ConnectionPhase.Established && CanRead && _session!.HasUndelivered) _session.DeliverRest();

        var scratch = _environment.Loop.Scratch[..TlsRecord.LargestPlaintext];
        var budget = TurnBudget;

        while (_phase == ConnectionPhase.Established && CanRead)
        {
            if (budget <= 0)
            {
                ContinueLater();
                return;
            }

            switch (_socket.Read(scratch, out var count))
            {
                case TlsStatus.Done:
                    budget -= TlsRecord.CostOf(count, _socket.Channel.StepsTaken);
                    _bytesIn += count;
                    _environment.Counters.BytesIn += count;
                    NoteActivity();
                    _session!.OnReceived(scratch[..count]);

                    // A full record is seldom alone. After a short one the socket would only say that it is empty.
                    // The session, or a write of its, may have ended the connection: then there is no channel any more.
                    if (_phase != ConnectionPhase.Established || (count < TlsRecord.LargestPlaintext && !_socket.Channel.HasBufferedInput)) return;
                    break;
                case TlsStatus.WantRead:
                    return;
                case TlsStatus.WantWrite:
                    _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
                    return;
                case TlsStatus.Closed:
                    OnPeerCompleted();
                    return;
                default:
                    ChannelFailed();
                    return;
            }
        }
    }

    private void ContinueLater()
    {
        if (_continueIsPosted) return;
        _continueIsPosted = true;
        _self.Tell(ContinueReading.Instance, ActorRefs.NoSender);
    }

    private void OnPeerCompleted()
    {
        _deadlines.Set(DeadlineKind.HalfClose, _version.Timeouts.HalfClose);
        _session!.EndInput();
        if (_socket.PeerIsGone && _phase == ConnectionPhase.Established) CloseNow(ReasonWhenCompleted);   // Nobody is there for an answer.
        else CloseWhenBothCompleted();
    }

    private void CloseWhenBothCompleted()
    {
        if (_phase != ConnectionPhase.Established || !_socket.PeerHasCompleted || !_socket.HasCompleted || _isHeldOpen) return;
        CloseNow(ReasonWhenCompleted);
    }

    private CloseReason ReasonWhenCompleted =>
        _socket.HasDropped ? CloseReason.PeerReset : _weCompletedFirst ? CloseReason.ServiceClosed : CloseReason.PeerFinished;

    /// <summary>Application bytes have moved: puts off the deadlines that they put off.</summary>
    private void NoteActivity()
    {
        if (_phase != ConnectionPhase.Established) return;
        if (_version.Timeouts.Idle is { } idle) _deadlines.Set(DeadlineKind.Idle, idle);
        if (_socket.PeerIsGone) _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
        if (_socket.PeerHasCompleted || _socket.HasCompleted) _deadlines.Set(DeadlineKind.HalfClose, _version.Timeouts.HalfClose);
    }
}
