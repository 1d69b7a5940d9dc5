using ActorTls.Tls;

namespace ActorTls.Connections;

/// <content>Established, the writing half.</content>
internal sealed partial class ConnectionActor
{
    private bool Write(ReadOnlySpan<byte> data)
    {
        if (_phase != ConnectionPhase.Established) return false;   // The connection ended during this turn; the session is told so.
        if (_socket.IsCompleting) throw new InvalidOperationException("The session has completed its writes; it cannot write any more.");

        var waited = _socket.Unsent > 0;
        var status = _socket.Write(data, out var sent);
        CountSent(sent);
        switch (status)
        {
            case TlsStatus.Done or TlsStatus.PeerGone:
                return true;
            case TlsStatus.Failed:
                ChannelFailed();
                return false;
            default:
                if (!waited) _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
                return false;
        }
    }

    private void ContinueWriting()
    {
        var waited = _socket.Unsent > 0;
        var status = _socket.Flush(out var sent);
        CountSent(sent);
        switch (status)
        {
            case TlsStatus.Done when !_socket.PeerIsGone:
                _deadlines.Clear(DeadlineKind.Write);
                break;
            case TlsStatus.Done or TlsStatus.PeerGone:
                break;
            case TlsStatus.Failed:
                ChannelFailed();
                return;
            default:
                if (sent > 0) _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
                return;
        }

        if (_socket.PeerIsGone && _socket.PeerHasCompleted)
        {
            CloseWhenBothCompleted();   // What waited was dropped, so nothing else tells that both have.
            return;
        }
        if (_socket is { IsCompleting: true, HasCompleted: false }) SendCloseNotify();
        if (!waited || _phase != ConnectionPhase.Established) return;

        _triesRead = true;
        if (!_socket.IsCompleting) _session!.OnWritable();
    }

    private void CompleteWrites()
    {
        if (_phase != ConnectionPhase.Established || _socket.IsCompleting) return;
        _weCompletedFirst = !_socket.PeerHasCompleted;
        SendCloseNotify();
    }

    private void SendCloseNotify()
    {
        // When the peer has completed its writes too, the socket is closed next.
        switch (_socket.CompleteWrites(endFollows: _socket.PeerHasCompleted && !_isHeldOpen))
        {
            case TlsStatus.Done:
                _deadlines.Clear(DeadlineKind.Write);
                _deadlines.Set(DeadlineKind.HalfClose, _version.Timeouts.HalfClose);
                CloseWhenBothCompleted();
                break;
            case TlsStatus.PeerGone:
                _triesRead = true;
                CloseWhenBothCompleted();
                break;
            case TlsStatus.Failed:
                ChannelFailed();
                break;
            default:
                if (_socket.Unsent == 0) _deadlines.Set(DeadlineKind.Write, _version.Timeouts.Write);
                break;
        }
    }

    private void CountSent(int count)
    {
        if (count == 0) return;
        _bytesOut += count;
        _environment.Counters.BytesOut += count;
        NoteActivity();
    }
}
