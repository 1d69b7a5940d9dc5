using System.Buffers;

namespace ActorTls.Sessions;

/// <summary>
/// A session that is given frames in place of bytes, and writes frames. All that is said of <see cref="Session"/> holds. A frame that
/// lies in one TLS record is not copied. While the session has paused reading, while something waits to be sent, and once the
/// connection has ended, it is given no further frame, even when more of them arrived together.
/// </summary>
public abstract class FramedSession : Session
{
    private Framing? _framing;
    private FrameDecoder _decoder;

    /// <summary>What was delivered to the session and not taken yet, in an array of the shared pool; null for nothing.</summary>
    private byte[]? _undelivered;
    private int _undeliveredStart;
    private int _undeliveredEnd;

    private bool _hasEnded;

    /// <summary>For a session that a <see cref="FramedService"/> makes, whose framing it has.</summary>
    protected FramedSession() { }

    /// <summary>For a session with a framing of its own.</summary>
    protected FramedSession(Framing framing) => _framing = framing;

    /// <summary>How the streams of both directions are framed.</summary>
    /// <exception cref="InvalidOperationException">The session has none.</exception>
    protected Framing Framing => _framing ?? throw new InvalidOperationException(
        $"{GetType().Name} has no framing: have a {nameof(FramedService)} make it, or give its framing to the constructor of {nameof(FramedSession)}.");

    internal sealed override bool HasUndelivered => _undelivered is not null;

    /// <summary>A frame from the peer, without what frames it. The memory is reused as soon as this returns.</summary>
    protected abstract void OnFrame(ReadOnlySpan<byte> frame);

    /// <summary>
    /// The peer sends a frame that is longer than the framing allows. Called once for each, usually before its end. Closes the
    /// connection with <see cref="CloseReason.ProtocolError"/> unless overridden. When the connection goes on, the frame is skipped.
    /// </summary>
    protected virtual void OnOversize() =>
        Connection.Close(CloseReason.ProtocolError, $"a frame is longer than {Framing.MaxLength} bytes");

    /// <summary>
    /// The peer has completed its writes within a frame. Closes the connection with <see cref="CloseReason.ProtocolError"/> unless
    /// overridden. When the connection goes on, <see cref="Session.OnPeerCompleted"/> is called next. Not called when the connection
    /// ends otherwise, such as by a reset, or within a frame that was too long.
    /// </summary>
    /// <param name="rest">What has arrived of the frame, with what frames it. The memory is reused as soon as this returns.</param>
    protected virtual void OnIncomplete(ReadOnlySpan<byte> rest) =>
        Connection.Close(CloseReason.ProtocolError, "the peer completed its writes within a frame");

    /// <summary>
    /// Sends a frame, with what frames it. <paramref name="frame"/> is not referred to afterwards. False when some of it has to wait,
    /// as <see cref="IConnection.Write"/> has it.
    /// </summary>
    /// <exception cref="ArgumentException">The frame is too long, or the peer would not receive it as it is. Nothing was written.</exception>
    /// <exception cref="InvalidOperationException">As <see cref="IConnection.Write"/> has it.</exception>
    protected bool WriteFrame(ReadOnlySpan<byte> frame) => FrameEncoder.Write(Framing, Connection, frame);

    /// <inheritdoc/>
    protected internal sealed override void OnReceived(ReadOnlySpan<byte> data)
    {
        var rest = Decode(data);
        if (rest.IsEmpty || _hasEnded) return;

        _undelivered = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_undelivered);
        (_undeliveredStart, _undeliveredEnd) = (0, rest.Length);
    }

    /// <summary>Gives the session a framing, unless it has one of its own.</summary>
    internal void UseFraming(Framing framing) => _framing ??= framing;

    internal sealed override void DeliverRest()
    {
        // The array is this method's until it returns: the session may end the connection and still read its frame.
        var buffer = _undelivered!;
        _undelivered = null;
        var isKept = false;
        try
        {
            var rest = Decode(buffer.AsSpan(_undeliveredStart.._undeliveredEnd));
            _undeliveredStart = _undeliveredEnd - rest.Length;
            isKept = !rest.IsEmpty && !_hasEnded;
        }
        finally
        {
            if (isKept) _undelivered = buffer;
            else ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal sealed override void EndInput()
    {
        if (_decoder.IsWithinFrame)
        {
            var rest = _decoder.TakeIncomplete(out var lease);
            try
            {
                OnIncomplete(rest);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(lease!);
            }
        }
        if (!_hasEnded) base.EndInput();
    }

    internal sealed override void End(CloseReason reason)
    {
        _hasEnded = true;
        _decoder.Release();
        if (_undelivered is not null) ArrayPool<byte>.Shared.Return(_undelivered);
        _undelivered = null;
        base.End(reason);
    }

    /// <summary>Hands over frames while the session may be given any.</summary>
    /// <returns>What was not taken of the data.</returns>
    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && Connection.IsReading)
        {
            switch (_decoder.Next(Framing, ref data, out var frame, out var lease))
            {
                case FrameStatus.Complete:
                    Deliver(frame, lease);
                    break;
                case FrameStatus.Oversize:
                    OnOversize();
                    break;
                case FrameStatus.Malformed:
                    Connection.Close(CloseReason.ProtocolError, "the length of a frame is less than it counts");
                    return default;   // Nobody can tell where the next frame begins.
            }
        }
        return data;
    }

    private void Deliver(ReadOnlySpan<byte> frame, byte[]? lease)
    {
        try
        {
            OnFrame(frame);
        }
        finally
        {
            if (lease is not null) ArrayPool<byte>.Shared.Return(lease);
        }
    }
}
