using ActorTls.EventLoops;
using ActorTls.Tls;

namespace ActorTls.Load.Scenarios.Client;

/// <content>Sending, and comparing what comes back, in both directions at once.</content>
internal sealed partial class ClientConnection
{
    // A turn of one connection; then the others have theirs.
    private const int BytesPerTurn = 128 * 1024;

    private long _sent;
    private long _sendTarget;

    // How far the operation that is under way has to send.
    private long _sendLimit;
    private long _received;
    private long _receiveTarget;

    // What a write that waits for the socket must be at least as long as when it is repeated.
    private int _retryLength;

    /// <summary>Bytes that were sent and have not come back.</summary>
    public long Outstanding => _sent - _received;

    /// <summary>Bytes that were sent or are half sent, and have not come back.</summary>
    public long Unanswered => _sendTarget - _received;

    /// <summary>
    /// Sends so many bytes of this connection's pattern, and completes when all are sent and so many more have come back,
    /// each the right one.
    /// </summary>
    /// <param name="send">Bytes to send.</param>
    /// <param name="receive">Bytes to receive; no more than were sent and have not come back.</param>
    public ValueTask<LoadFailure?> ExchangeAsync(long send, long receive)
    {
        _sendTarget += send;
        return ReceiveAsync(receive, sendsFirst: true);
    }

    /// <summary>Completes when so many more bytes have come back, whether or not more can be sent meanwhile.</summary>
    /// <param name="receive">Bytes to receive; no more than were sent and have not come back.</param>
    public ValueTask<LoadFailure?> ReceiveAsync(long receive) => ReceiveAsync(receive, sendsFirst: false);

    private ValueTask<LoadFailure?> ReceiveAsync(long receive, bool sendsFirst)
    {
        if (_channel is null) throw new InvalidOperationException("There is no connection.");
        _receiveTarget += receive;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_receiveTarget, _sendTarget, nameof(receive));
        _sendLimit = sendsFirst ? _sendTarget : _sent;
        return Begin(Step.Exchanging);
    }

    /// <summary>Sends what the socket takes now, up to so many bytes; false when the connection has failed.</summary>
    public bool TrySendNow(long most)
    {
        if (_step != Step.None) throw new InvalidOperationException($"{_step} is under way.");
        if (_idleOutcome is not null) return false;
        var target = _sent + most;
        while (_sent < target)
        {
            var status = Write(target - _sent);
            if (status == TlsStatus.Failed) _idleOutcome = LoadFailure.Of(_channel!.Failure!);
            if (status == TlsStatus.PeerGone) _idleOutcome = new LoadFailure(FailureKind.Reset, "the server takes nothing any more");
            if (status != TlsStatus.Done) break;
        }
        _sendTarget = Math.Max(_sendTarget, _sent + _retryLength);
        return _idleOutcome is null;
    }

    private void AdvanceExchange(IoEvents events)
    {
        if (_idleOutcome is { } failure)
        {
            Complete(failure);
            return;
        }

        var wantsWritable = false;
        if (_sent < _sendLimit)
        {
            var status = Send();
            if (status == TlsStatus.Failed)
            {
                Fail();
                return;
            }
            wantsWritable = status is TlsStatus.WantWrite or TlsStatus.Done && _sent < _sendLimit;
        }

        // At first there is nothing to find in the socket, mostly, and if there is, the loop says so.
        if (_received < _receiveTarget && (events != IoEvents.None || _channel!.HasBufferedInput) && !Receive()) return;
        if (_sent == _sendLimit && _received == _receiveTarget)
        {
            WatchFor(IoEvents.Readable);
            Complete(null);
            return;
        }
        WatchFor((_received < _receiveTarget ? IoEvents.Readable : IoEvents.None) | (wantsWritable ? IoEvents.Writable : IoEvents.None));
        // The socket will not tell of what is inside the channel already.
        if (_received < _receiveTarget && _channel!.HasBufferedInput) _loop.Loop.Execute(this);
    }

    private TlsStatus Send()
    {
        for (var budget = BytesPerTurn; budget > 0 && _sent < _sendLimit;)
        {
            var before = _sent;
            var status = Write(_sendLimit - _sent);
            if (status != TlsStatus.Done) return status;
            budget -= (int)(_sent - before);
        }
        return TlsStatus.Done;
    }

    private TlsStatus Write(long most)
    {
        var length = Math.Max((int)Math.Min(most, Pattern.LongestSlice), _retryLength);
        var status = _socket.Send(Pattern.Slice(_offset, _sent, length), out var sent);
        _sent += sent;
        _retryLength = status == TlsStatus.WantWrite ? length - sent : 0;
        return status;
    }

    /// <summary>False when the operation is over.</summary>
    private bool Receive()
    {
        for (var budget = BytesPerTurn; budget > 0 && _received < _receiveTarget;)
        {
            var room = _loop.Loop.Scratch;
            if (room.Length > _receiveTarget - _received) room = room[..(int)(_receiveTarget - _received)];
            var status = _socket.Read(room, out var count);
            if (status == TlsStatus.Done)
            {
                if (!Check(room[..count])) return false;
                budget -= count;
                // A short record is the last for now, most likely; one read that finds nothing is saved.
                if (count < TlsRecord.LargestPlaintext && !_channel!.HasBufferedInput) break;
                continue;
            }
            if (status is TlsStatus.WantRead or TlsStatus.WantWrite) break;
            Complete(status == TlsStatus.Failed
                ? LoadFailure.Of(_channel!.Failure!)
                : new LoadFailure(FailureKind.ClosedEarly, $"close_notify after {_received} of {_receiveTarget} bytes"));
            return false;
        }
        return true;
    }

    private bool Check(ReadOnlySpan<byte> bytes)
    {
        var expected = Pattern.Slice(_offset, _received, bytes.Length);
        if (bytes.SequenceEqual(expected))
        {
            _received += bytes.Length;
            return true;
        }
        var position = _received + bytes.CommonPrefixLength(expected);
        Complete(new LoadFailure(FailureKind.WrongBytes, $"byte {position} is not the one that was sent"));
        return false;
    }
}
