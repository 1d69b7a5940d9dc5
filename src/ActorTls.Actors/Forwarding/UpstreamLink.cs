using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Forwarding;

/// <summary>
/// The upstream's half of a forwarded connection: socket, channel, what waits to be sent. It runs within the turns of the
/// connection's actor, which its readiness reaches as a message, and owns the socket until <see cref="Close"/> or
/// <see cref="Reset"/>.
/// </summary>
internal sealed class UpstreamLink : IIoHandler
{
    private const IoEvents HangUps = IoEvents.Error | IoEvents.HangUp;

    private readonly EventLoop _worker;
    private readonly IActorRef _owner;
    private readonly UpstreamReady _readyMessage;
    private readonly int _socket;
    private readonly IoRegistration _registration;
    private IoEvents _interest;
    private IoEvents _ready;
    private bool _readyUnderWay;
    private ContinueWithUpstream? _continueMessage;
    private bool _continueUnderWay;
    private bool _isClosed;
    private bool _hungUp;
    private bool _readWantsWrite;
    private bool _writeWantsRead;
    private UnsentBytes _unsent;
    private ITlsChannel? _channel;

    private UpstreamLink(EventLoop worker, IActorRef owner, int socket, IoEvents interest)
    {
        _worker = worker;
        _owner = owner;
        _socket = socket;
        _readyMessage = new UpstreamReady(this);
        _interest = interest | HangUps;
        _registration = worker.Register(socket, _interest, this);
    }

    /// <summary>Takes a socket over, in every case, and watches what becomes of it.</summary>
    /// <param name="worker">The loop.</param>
    /// <param name="owner">Gets the messages.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="isConnected">Whether it is connected already.</param>
    /// <param name="hasHandshake">Whether a TLS handshake comes next.</param>
    public static UpstreamLink Open(EventLoop worker, IActorRef owner, int socket, bool isConnected, bool hasHandshake)
    {
        try
        {
            var interest = isConnected ? IoEvents.Readable : IoEvents.Writable;
            return new UpstreamLink(worker, owner, socket, hasHandshake ? interest | IoEvents.Costly : interest);
        }
        catch
        {
            Sockets.Close(socket);
            throw;
        }
    }

    /// <summary>The descriptor; it stays this object's.</summary>
    public int Socket => _socket;

    /// <summary>Once connected.</summary>
    public ITlsChannel Channel
    {
        get => _channel!;
        set => _channel = value;
    }

    public bool HasChannel => _channel is not null;

    /// <summary>Bytes that the socket has not taken.</summary>
    public int Waiting => _unsent.Length;

    /// <summary>The upstream will send nothing more.</summary>
    public bool PeerCompleted { get; set; }

    /// <summary>We are to send nothing more; true once that was said.</summary>
    public bool HasCompleted { get; private set; }

    public bool IsCompleting { get; private set; }

    /// <summary>The upstream takes nothing any more; what it sent before can still be received.</summary>
    public bool IsGone { get; private set; }

    /// <summary>How much the upstream has not got yet of what it is to get, in bytes; an end counts as one.</summary>
    public int Underway =>
        IsGone ? 0 : Sockets.Unacknowledged(_socket) + (Channel.Failure is null ? _unsent.Length + (IsCompleting && !HasCompleted ? 1 : 0) : 0);

    /// <summary>Whether something waits for the socket to take it.</summary>
    public bool AwaitsWrite => !IsGone && (_unsent.Length > 0 || _readWantsWrite || (IsCompleting && !HasCompleted));

    /// <summary>Whether TLS waits for the socket to become readable before it can write.</summary>
    public bool WriteWantsRead => _writeWantsRead;

    /// <summary>Whether TLS waits for the socket to become writable before it can read.</summary>
    public bool ReadWantsWrite => _readWantsWrite;

    void IIoHandler.OnIo(IoEvents events)
    {
        _ready |= events;
        if (_readyUnderWay) return;
        _readyUnderWay = true;
        _owner.Tell(_readyMessage, ActorRefs.NoSender);
    }

    /// <summary>What happened since the last call.</summary>
    public IoEvents TakeReady()
    {
        var events = _ready;
        _ready = IoEvents.None;
        _readyUnderWay = false;
        return events;
    }

    /// <summary>Has the owner told to go on, once it has let others.</summary>
    public void ContinueLater()
    {
        if (_continueUnderWay) return;
        _continueUnderWay = true;
        _owner.Tell(_continueMessage ??= new ContinueWithUpstream(this), ActorRefs.NoSender);
    }

    public void Continued() => _continueUnderWay = false;

    /// <summary>What to wait for in the TLS handshake.</summary>
    public void WaitFor(IoEvents interest) => SetInterest(interest | HangUps | IoEvents.Costly);

    /// <summary>A hang-up while nothing is read: the socket would tell of it again and again.</summary>
    public void HangUpSeen() => _hungUp = true;

    /// <summary>The upstream takes nothing any more: what waits for it is dropped.</summary>
    public void Lose()
    {
        IsGone = true;
        _unsent.Release();
        _writeWantsRead = false;
    }

    /// <summary>What to wait for, as of now. To be called at the end of each turn; costs nothing when nothing has changed.</summary>
    /// <param name="mayRead">Whether what comes can be passed on.</param>
    public void UpdateInterest(bool mayRead)
    {
        if (_isClosed) return;
        var reads = mayRead && !PeerCompleted;
        if ((_hungUp && !reads) || (PeerCompleted && HasCompleted)) SetInterest(IoEvents.None);
        else if (_writeWantsRead) SetInterest(IoEvents.Readable | HangUps);
        else if (_readWantsWrite) SetInterest(IoEvents.Writable | HangUps);
        else
        {
            SetInterest((reads ? IoEvents.Readable : IoEvents.None) | (AwaitsWrite ? IoEvents.Writable : IoEvents.None) | HangUps);
        }
    }

    /// <summary>
    /// Fills the buffer as far as the socket goes. More than one record is read where there are more, so that they are
    /// passed on in one go. <see cref="TlsStatus.Done"/> means that there may be more; any other status may come after bytes.
    /// </summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="budget">What is left of the turn, which is reduced by the cost. Nothing more is read once it is used up.</param>
    /// <param name="count">How many bytes there are.</param>
    public TlsStatus Receive(Span<byte> buffer, ref int budget, out int count)
    {
        count = 0;
        _readWantsWrite = false;
        while (count < buffer.Length && budget > 0)
        {
            var status = Channel.Read(buffer[count..], out var read);
            budget -= TlsRecord.CostOf(read, Channel.StepsTaken);
            if (status != TlsStatus.Done)
            {
                _readWantsWrite = status == TlsStatus.WantWrite;
                return status;
            }

            count += read;
            // A full record is seldom alone. After a short one the socket would only say that it is empty.
            if (read < TlsRecord.LargestPlaintext && !Channel.HasBufferedInput) return TlsStatus.WantRead;
        }
        return TlsStatus.Done;
    }

    /// <summary>
    /// Sends all of it, or keeps what the socket does not take; drops it once the upstream <see cref="IsGone"/>. False after a
    /// failure of the channel.
    /// </summary>
    public bool Write(ReadOnlySpan<byte> data)
    {
        if (IsGone) return true;
        if (_unsent.Length == 0 && !TrySend(ref data)) return false;
        _unsent.Append(data);
        return true;
    }

    /// <summary>Sends what waits, then says that we have finished if that is so. False after a failure of the channel.</summary>
    public bool Flush(out bool hasMoved)
    {
        hasMoved = false;
        if (IsGone) return true;
        var waiting = _unsent.Span;
        var isFine = waiting.IsEmpty || TrySend(ref waiting);
        if (IsGone) return true;
        hasMoved = _unsent.Length != waiting.Length;
        if (hasMoved) _unsent.Consume(_unsent.Length - waiting.Length);
        return isFine && (_unsent.Length > 0 || !IsCompleting || SendCloseNotify());
    }

    /// <summary>Says that we have finished, after what waits. False after a failure of the channel.</summary>
    public bool CompleteWrites()
    {
        IsCompleting = true;
        if (IsGone) return true;
        return _unsent.Length > 0 || SendCloseNotify();
    }

    /// <summary>Closes the socket, as a connection ends that has said all it had to.</summary>
    public void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        _unsent.Release();
        _channel?.Dispose();
        _worker.Close(_registration);   // Last: from here on the number may be another connection's.
    }

    /// <summary>Closes the socket by a reset: the stream broke off.</summary>
    public void Reset()
    {
        if (!_isClosed) Sockets.ResetOnClose(_socket);
        Close();
    }

    private bool TrySend(ref ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var status = Channel.Write(data, out var written);
            _writeWantsRead = status == TlsStatus.WantRead;
            if (status == TlsStatus.Failed) return false;
            if (status == TlsStatus.PeerGone)
            {
                data = default;
                Lose();
                return true;
            }
            if (status != TlsStatus.Done) return true;
            data = data[written..];
        }
        return true;
    }

    private bool SendCloseNotify()
    {
        var status = Channel.Shutdown();
        _writeWantsRead = status == TlsStatus.WantRead;

        // One that has finished and is gone did not wait for our goodbye; nothing was lost.
        HasCompleted = status is TlsStatus.Done or TlsStatus.Closed || (status is TlsStatus.Failed or TlsStatus.PeerGone && PeerCompleted);
        if (status == TlsStatus.PeerGone && !HasCompleted) Lose();
        return HasCompleted || status != TlsStatus.Failed;
    }

    private void SetInterest(IoEvents interest)
    {
        if (interest == _interest) return;
        _interest = interest;
        _worker.Modify(_registration, interest);
    }
}
