using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>
/// A connected, non-blocking socket and the TLS channel over it: what the socket is watched for, whether TLS waits for the other
/// direction, what waits to be sent, and how far each side has completed its writes. The owner decides what readiness means: it
/// keeps deadlines, budgets and phases.
/// </summary>
/// <remarks>
/// A field of its owner, which is never copied, so that it costs no object. It owns the descriptor until
/// <see cref="Close"/>, and the channel from <see cref="Attach"/> to <see cref="ReleaseTls"/>. Only the event loop's thread may use it.
/// </remarks>
internal struct TlsSocket
{
    /// <summary>The socket is watched for these in every phase: an owner learns in each that its peer is gone.</summary>
    public const IoEvents HangUps = IoEvents.Error | IoEvents.HangUp;

    private readonly IEventLoop _loop;
    private readonly int _descriptor;
    private ITlsChannel? _channel;
    private UnsentBytes _unsent;
    private IoRegistration _registration;
    private IoEvents _interest;
    private IoEvents _ready;
    private WriteSide _writeSide;
    private bool _isOpen;
    private bool _isCostly;
    private bool _isReadyPosted;
    private bool _readWantsWrite;
    private bool _writeWantsRead;
    private bool _lossIsNews;

    /// <summary>Takes over a connected, non-blocking socket.</summary>
    public TlsSocket(IEventLoop loop, int descriptor) => (_loop, _descriptor, _isOpen) = (loop, descriptor, true);

    /// <summary>How far this side is with completing its writes.</summary>
    private enum WriteSide : byte { Open, Completing, Completed }

    /// <summary>Whether the descriptor is still this object's. Once it is closed its number may be another socket's.</summary>
    public readonly bool IsOpen => _isOpen;

    /// <summary>The socket's descriptor, which stays this object's.</summary>
    public readonly int Descriptor => _descriptor;

    public readonly bool HasChannel => _channel is not null;

    /// <summary>The TLS channel, once it is attached and until it is released.</summary>
    public readonly ITlsChannel Channel => _channel!;

    /// <summary>Bytes that wait for the socket to take them.</summary>
    public readonly int Unsent => _unsent.Length;

    /// <summary>The peer will send nothing more: it has sent <c>close_notify</c>, or FIN where there is no TLS.</summary>
    public bool PeerHasCompleted { get; private set; }

    /// <summary><see cref="CompleteWrites"/> was called, and nothing may be written any more.</summary>
    public readonly bool IsCompleting => _writeSide != WriteSide.Open;

    /// <summary>This side's <c>close_notify</c> was sent, or nobody is there to take it.</summary>
    public readonly bool HasCompleted => _writeSide == WriteSide.Completed;

    /// <summary>The peer takes nothing any more. What it sent before can still be read; what is written is dropped.</summary>
    public bool PeerIsGone { get; private set; }

    /// <summary>Something was dropped that the peer should have had.</summary>
    public bool HasDropped { get; private set; }

    /// <summary>A hang-up was told of while nothing is read. The kernel would tell of it again and again.</summary>
    public bool HasHungUp { get; set; }

    /// <summary>Whether the socket has still to take something of ours: data, <c>close_notify</c>, or the answer to a KeyUpdate.</summary>
    public readonly bool AwaitsWrite => !PeerIsGone && (HasOutput || _readWantsWrite);

    /// <summary>Whether data or <c>close_notify</c> waits for the socket to take it. Nothing waits once the channel has failed or is released.</summary>
    public readonly bool HasOutput => _channel is { Failure: null } && (_unsent.Length > 0 || _writeSide == WriteSide.Completing);

    /// <summary>Whether TLS reads nothing before the socket has become writable.</summary>
    public readonly bool ReadWantsWrite => _readWantsWrite;

    /// <summary>How much the peer's TCP has not got yet of what it is to get, in bytes; <c>close_notify</c> counts as one.</summary>
    public readonly int Underway => PeerIsGone
        ? 0
        : Sockets.Unacknowledged(_descriptor) + (HasOutput ? _unsent.Length + (_writeSide == WriteSide.Completing ? 1 : 0) : 0);

    /// <summary>Has the loop watch the socket.</summary>
    /// <exception cref="IOException">The kernel has no memory to watch it. The socket stays open.</exception>
    public void Watch(IIoHandler handler, IoEvents interest, bool isCostly)
    {
        (_interest, _isCostly) = (interest | HangUps, isCostly);
        _registration = _loop.Register(_descriptor, _interest, handler, isCostly);
    }

    /// <summary>Notes events. True when the owner is to post itself a message: one is enough for any number of events.</summary>
    public bool OnIo(IoEvents events)
    {
        _ready |= events;
        if (_isReadyPosted) return false;
        _isReadyPosted = true;
        return true;
    }

    /// <summary>
    /// What happened to the socket since the last call. The owner calls it when its message arrives. Where TLS waits for one
    /// direction to go on with the other, this tells of both.
    /// </summary>
    public IoEvents TakeReady()
    {
        var events = _ready;
        _ready = IoEvents.None;
        _isReadyPosted = false;
        if (_writeWantsRead && (events & IoEvents.Readable) != 0) events |= IoEvents.Writable;
        if (_readWantsWrite && (events & IoEvents.Writable) != 0)
        {
            events |= IoEvents.Readable;
            _readWantsWrite = false;
        }
        return events;
    }

    /// <summary>Asks for a costly turn, as if something had happened to the socket.</summary>
    public readonly void RequestTurn() => _loop.RequestTurn(_registration);

    /// <summary>Takes over a channel, which was made for this socket.</summary>
    public void Attach(ITlsChannel channel) => _channel = channel;

    /// <summary>Takes the handshake as far as the socket allows.</summary>
    public TlsStatus Handshake()
    {
        var status = _channel!.Handshake();
        _readWantsWrite = status == TlsStatus.WantWrite;
        return status;
    }

    /// <summary>Decrypts what the peer has sent; see <see cref="ITlsChannel.Read"/>.</summary>
    public TlsStatus Read(Span<byte> destination, out int count)
    {
        var status = _channel!.Read(destination, out count);
        _readWantsWrite = status == TlsStatus.WantWrite;
        if (status == TlsStatus.Closed) PeerHasCompleted = true;
        return status;
    }

    /// <summary>Whether there is something to read that the socket's readiness may not tell of.</summary>
    public readonly bool HasInput()
    {
        Span<byte> next = stackalloc byte[1];
        return _channel!.HasBufferedInput || Sockets.Peek(_descriptor, next, out _) > 0;
    }

    /// <summary>
    /// Sends all of <paramref name="data"/>, or keeps what the socket does not take for <see cref="Flush"/>.
    /// <see cref="TlsStatus.Done"/> when nothing waits; what the peer does not take any more is dropped.
    /// </summary>
    /// <param name="data">Not referred to afterwards.</param>
    /// <param name="sent">How many bytes the socket took now.</param>
    /// <exception cref="InvalidOperationException">More than <see cref="IConnection.MaxUnsentBytes"/> would wait.</exception>
    public TlsStatus Write(ReadOnlySpan<byte> data, out int sent)
    {
        sent = 0;
        var status = TlsStatus.WantWrite;
        if (_unsent.Length == 0)
        {
            status = Send(data, out sent);
            data = data[sent..];
            HasDropped |= PeerIsGone && !data.IsEmpty;
            if (status is TlsStatus.Done or TlsStatus.Failed or TlsStatus.PeerGone) return status;
        }
        if (_unsent.Length + data.Length > IConnection.MaxUnsentBytes)
            throw new InvalidOperationException($"More than {IConnection.MaxUnsentBytes} bytes would wait to be sent.");

        _unsent.Append(data);
        return status;
    }

    /// <summary>Sends as much of <paramref name="data"/> as the socket takes, and keeps nothing.</summary>
    /// <param name="data">What is not taken is to be sent again, with nothing else before it.</param>
    /// <param name="sent">How many bytes the socket took.</param>
    public TlsStatus Send(ReadOnlySpan<byte> data, out int sent)
    {
        sent = 0;
        while (sent < data.Length)
        {
            if (PeerIsGone) return TlsStatus.PeerGone;
            var status = _channel!.Write(data[sent..], out var count);
            _writeWantsRead = status == TlsStatus.WantRead;
            if (status == TlsStatus.PeerGone) LosePeer();
            if (status != TlsStatus.Done) return status;
            sent += count;
        }
        return TlsStatus.Done;
    }

    /// <summary>Sends what waits. <see cref="TlsStatus.Done"/> when nothing waits any more.</summary>
    /// <param name="sent">How many bytes the socket took.</param>
    public TlsStatus Flush(out int sent)
    {
        var status = Send(_unsent.Span, out sent);
        if (sent > 0 && _unsent.Length > 0) _unsent.Consume(sent);
        return status;
    }

    /// <summary>Sends the ticket that is queued in the channel, if nothing that was written has taken it along.</summary>
    public TlsStatus FlushTicket()
    {
        if (PeerIsGone) return TlsStatus.PeerGone;
        var status = _channel!.Flush();
        if (status == TlsStatus.PeerGone) LosePeer();
        return status;
    }

    /// <summary>
    /// Sends <c>close_notify</c> after everything that waits. Nothing may be written afterwards. <see cref="TlsStatus.Done"/> when it
    /// was sent, or when the peer has completed its writes and left without waiting for it; otherwise to be called again after
    /// <see cref="Flush"/>.
    /// </summary>
    /// <param name="endFollows">The socket's sending side is closed next.</param>
    public TlsStatus CompleteWrites(bool endFollows)
    {
        if (_writeSide == WriteSide.Completed) return TlsStatus.Done;
        _writeSide = PeerIsGone ? WriteSide.Completed : WriteSide.Completing;
        if (PeerIsGone) return TlsStatus.PeerGone;
        return _unsent.Length > 0 ? TlsStatus.WantWrite : SendCloseNotify(endFollows);
    }

    /// <summary>The peer takes nothing any more: what waits for it is dropped.</summary>
    public void LosePeer()
    {
        if (PeerIsGone) return;
        (PeerIsGone, _lossIsNews) = (true, true);
        HasDropped |= _unsent.Length > 0;
        _unsent.Release();
        _writeWantsRead = false;
        if (_writeSide == WriteSide.Completing) _writeSide = WriteSide.Completed;
    }

    /// <summary>Whether the peer was lost since the last call.</summary>
    public bool TakeLoss()
    {
        var isNews = _lossIsNews;
        _lossIsNews = false;
        return isNews;
    }

    /// <summary>
    /// Has the socket watched for what the channel waits for. To be called at the end of each turn; costs nothing when nothing has
    /// changed.
    /// </summary>
    /// <param name="mayRead">Whether the owner would read what comes.</param>
    /// <param name="isCostly">Whether the owner's next turn takes long, as a step of a handshake does.</param>
    public void UpdateInterest(bool mayRead, bool isCostly = false)
    {
        IoEvents interest;
        if (HasHungUp && !mayRead) interest = IoEvents.None;
        else if (_writeWantsRead) interest = IoEvents.Readable | HangUps;
        else if (_readWantsWrite) interest = IoEvents.Writable | HangUps;   // The kernel would tell of what can be read again and again.
        else interest = (mayRead ? IoEvents.Readable : IoEvents.None) | (HasOutput ? IoEvents.Writable : IoEvents.None) | HangUps;
        SetInterest(interest, isCostly);
    }

    /// <summary>Has the socket watched for nothing, not even a hang-up, until <see cref="UpdateInterest"/>.</summary>
    public void Ignore() => SetInterest(IoEvents.None);

    /// <summary>Has the socket watched for these events and no others, for an owner that keeps nothing here that waits.</summary>
    public void SetInterest(IoEvents interest, bool isCostly = false)
    {
        if (!_isOpen || _registration == default || (interest == _interest && isCostly == _isCostly)) return;
        (_interest, _isCostly) = (interest, isCostly);
        _loop.Modify(_registration, interest, isCostly);
    }

    /// <summary>Gives the TLS state back; the socket stays open. What waits to be sent is dropped.</summary>
    /// <returns>What the handshake had negotiated; nothing where there was no channel.</returns>
    public TlsSessionInfo? ReleaseTls()
    {
        _unsent.Release();
        (_readWantsWrite, _writeWantsRead) = (false, false);
        if (_channel is null) return null;
        var info = _channel.Describe();
        _channel.Dispose();
        _channel = null;
        return info;
    }

    /// <summary>Closes the socket, with everything that belongs to it. Does nothing the second time.</summary>
    public void Close()
    {
        if (!_isOpen) return;
        _isOpen = false;
        _unsent.Release();
        _channel?.Dispose();
        _channel = null;
        if (_registration == default) Sockets.Close(_descriptor);
        else _loop.Close(_registration);   // Last: from here on the number may be another socket's.
    }

    /// <summary>Closes the socket by a reset: the stream broke off, and must not look complete.</summary>
    public void Reset()
    {
        if (_isOpen) Sockets.ResetOnClose(_descriptor);
        Close();
    }

    private TlsStatus SendCloseNotify(bool endFollows)
    {
        var status = _channel!.Shutdown(endFollows);
        _writeWantsRead = status == TlsStatus.WantRead;
        if (status is TlsStatus.Done or TlsStatus.Closed || (PeerHasCompleted && status is TlsStatus.PeerGone or TlsStatus.Failed))
        {
            _writeSide = WriteSide.Completed;
            return TlsStatus.Done;
        }
        if (status == TlsStatus.PeerGone) LosePeer();
        return status;
    }
}
