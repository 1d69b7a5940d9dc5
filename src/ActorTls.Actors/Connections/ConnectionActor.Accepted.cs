using System.Runtime.InteropServices;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <content>
/// Accepted: the peer has not sent a byte, or nothing but a PROXY protocol header. There is no TLS state yet, so that a connection
/// that stays silent costs little. With the first byte the connection asks for one of the listener's <c>max-handshakes</c>, and waits
/// for it in this phase. A plaintext connection goes on at once.
/// </content>
internal sealed partial class ConnectionActor
{
    private bool _hasHandshakeSlot;
    private LinkedListNode<IHandshakeWaiter>? _handshakePlace;

    private bool IsPlaintext => _version.IsPlaintext;

    /// <summary>A step of a TLS handshake takes the time of many turns of established connections, and must not delay them.</summary>
    private bool HandshakeIsCostly => !IsPlaintext && !_awaitsProxyHeader;

    private bool Accepted(object message)
    {
        switch (message)
        {
            case SocketReady:
                var events = _socket.TakeReady();
                if (_awaitsProxyHeader) ReadProxyHeader();
                else OnFirstBytes(events);
                return true;
            default:
                return BeforeEstablished(message);
        }
    }

    private void UpdateAcceptedInterest() => _socket.UpdateInterest(mayRead: _handshakePlace is null, HandshakeIsCostly);

    /// <summary>
    /// From acceptance to the end of the handshake. Progress does not put the handshake's deadline off.
    /// </summary>
    private void OnHandshakeDeadline(DeadlineKind kind)
    {
        if (kind == DeadlineKind.Phase) CloseNow(CloseReason.HandshakeTimeout);
        else if (kind == DeadlineKind.Drain) Cut(CloseReason.Draining);
    }

    /// <summary>Called between turns, when another handshake on this event loop has ended.</summary>
    void IHandshakeWaiter.HandshakeGranted()
    {
        _hasHandshakeSlot = true;
        _handshakePlace = null;
        _socket.RequestTurn();
    }

    private void OnFirstBytes(IoEvents events)
    {
        if (_hasHandshakeSlot || IsPlaintext) BeginHandshake();
        else if (_handshakePlace is not null)
        {
            // While the connection waits for a slot it asks for no event, so this is a hang-up.
            if ((events & TlsSocket.HangUps) != 0) CloseNow(CloseReason.PeerReset);
        }
        else if (_environment.Handshakes.TryBegin(this, ref _handshakePlace))
        {
            _hasHandshakeSlot = true;
            BeginHandshake();
        }
    }

    private void EndHandshakeSlot()
    {
        if (_handshakePlace is not null) _environment.Handshakes.Leave(_handshakePlace);
        _handshakePlace = null;
        if (_hasHandshakeSlot) _environment.Admission.HandshakeEnded();
        _hasHandshakeSlot = false;
    }

    private void BeginHandshake()
    {
        var speaksHttp = !IsPlaintext && SpeaksHttp();
        if (_phase == ConnectionPhase.Closed || !TryUseVersionInForce()) return;

        if (speaksHttp)
        {
            Enter(ConnectionPhase.Handshaking);
            RefuseHttp("http request");
            return;
        }
        var status = _socket.Handshake();

        // A probe that leaves without a byte never began a handshake.
        if (status == TlsStatus.Failed && !_socket.Channel.HasReceivedBytes)
        {
            ChannelFailed();
            return;
        }

        Enter(ConnectionPhase.Handshaking);
        AfterHandshakeStep(status);
    }

    /// <summary>Takes the listener's version in force, and a channel by it. False when that ended the connection.</summary>
    private bool TryUseVersionInForce()
    {
        var accepted = _version;
        ITlsChannel? channel;
        do
        {
            _version = _environment.Versions.Current;
            if (accepted.Proxies is null != _version.Proxies is null || accepted.IsPlaintext != _version.IsPlaintext)
            {
                // The connection began in one way, and would go on in another: without the header that is asked for, or the TLS.
                CloseNow(CloseReason.PolicyChanged, "after it was accepted, its listener's tls or proxy-protocol was changed");
                return false;
            }
            channel = _environment.Versions.TryCreateChannel(_version, _environment.Loop.Index, _socket.Descriptor);
        }
        while (channel is null);   // A deployment came between the two reads, so there is another version.
        _socket.Attach(channel);
        return true;
    }

    /// <summary>
    /// OpenSSL recognises a few methods of HTTP, even when they come in pieces; this recognises all of them when they come in one
    /// piece. The first byte of TLS is no letter.
    /// </summary>
    private bool SpeaksHttp()
    {
        Span<byte> start = stackalloc byte[PlaintextRequest.LongestStart];
        var count = Sockets.Peek(_socket.Descriptor, start, out var errno);

        // A socket tells of its error once: a read after this one would take a reset for an end.
        if (count < 0 && errno is not (LibC.EAGAIN or LibC.EINTR)) CloseNow(CloseReason.PeerReset, Marshal.GetPInvokeErrorMessage(errno));
        return count > 0 && PlaintextRequest.IsBegunBy(start[..count]);
    }

    private void RefuseHttp(string detail)
    {
        RecordEnd(CloseReason.HandshakeFailed, detail);
        _ = Sockets.Send(_socket.Descriptor, PlaintextRequest.Answer, out _);
        BeginClosing(ClosingStage.Lingering);
    }
}
