using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Forwarding;

/// <summary>
/// The upstream's half of a forwarded connection. It runs within the turns of the connection's actor, which its readiness reaches as a
/// message. Whoever has the link closes its socket.
/// </summary>
internal sealed class UpstreamLink : IIoHandler
{
    private readonly IActorRef _owner;
    private readonly UpstreamReady _readyMessage;
    private ContinueWithUpstream? _continueMessage;
    private bool _continueIsPosted;

    /// <summary>The socket to the upstream.</summary>
    public TlsSocket Socket;

    private UpstreamLink(IEventLoop loop, IActorRef owner, int descriptor)
    {
        _owner = owner;
        _readyMessage = new UpstreamReady(this);
        Socket = new TlsSocket(loop, descriptor);
    }

    /// <summary>Takes a socket over, in every case, and watches what becomes of it.</summary>
    /// <param name="loop">The event loop of the connection.</param>
    /// <param name="owner">Gets the messages.</param>
    /// <param name="descriptor">The socket.</param>
    /// <param name="isConnected">Whether the socket is connected already.</param>
    /// <param name="hasHandshake">Whether a TLS handshake comes next.</param>
    public static UpstreamLink Open(IEventLoop loop, IActorRef owner, int descriptor, bool isConnected, bool hasHandshake)
    {
        var link = new UpstreamLink(loop, owner, descriptor);
        try
        {
            link.Socket.Watch(link, isConnected ? IoEvents.Readable : IoEvents.Writable, isCostly: hasHandshake);
            return link;
        }
        catch
        {
            link.Socket.Close();
            throw;
        }
    }

    void IIoHandler.OnIo(IoEvents events)
    {
        if (Socket.OnIo(events)) _owner.Tell(_readyMessage, ActorRefs.NoSender);
    }

    /// <summary>Has the owner told to go on, once it has let others.</summary>
    public void ContinueLater()
    {
        if (_continueIsPosted) return;
        _continueIsPosted = true;
        _owner.Tell(_continueMessage ??= new ContinueWithUpstream(this), ActorRefs.NoSender);
    }

    /// <summary>The owner was told to go on.</summary>
    public void Continued() => _continueIsPosted = false;

    /// <summary>What to wait for, as of now. To be called at the end of each turn; costs nothing when nothing has changed.</summary>
    /// <param name="mayRead">Whether what comes can be passed on.</param>
    public void UpdateInterest(bool mayRead)
    {
        if (Socket is { PeerHasCompleted: true, HasCompleted: true }) Socket.Ignore();
        else Socket.UpdateInterest(mayRead && !Socket.PeerHasCompleted);
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
        while (count < buffer.Length && budget > 0)
        {
            var status = Socket.Read(buffer[count..], out var read);
            budget -= TlsRecord.CostOf(read, Socket.Channel.StepsTaken);
            if (status != TlsStatus.Done) return status;

            count += read;
            // A full record is seldom alone. After a short one the socket would only say that it is empty.
            if (read < TlsRecord.LargestPlaintext && !Socket.Channel.HasBufferedInput) return TlsStatus.WantRead;
        }
        return TlsStatus.Done;
    }

    /// <summary>Sends what waits, and then <c>close_notify</c> if this side completes its writes.</summary>
    /// <param name="sent">How many bytes the socket took.</param>
    public TlsStatus Flush(out int sent)
    {
        var status = Socket.Flush(out sent);
        if (Socket.PeerIsGone) return TlsStatus.PeerGone;
        return status == TlsStatus.Done && Socket.IsCompleting ? Socket.CompleteWrites(endFollows: false) : status;
    }
}
