using System.Runtime.InteropServices;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>
/// The peer has not sent a byte, or nothing but a PROXY protocol header. There is no TLS state yet, so that a connection
/// that stays silent costs little. A plaintext connection has no reason to wait here.
/// </summary>
internal sealed partial class ConnectionActor
{
    private bool _hasHandshakeSlot;
    private LinkedListNode<IHandshakeWaiter>? _handshakePlace;

    private bool IsPlaintext => _version.IsPlaintext;

    private bool Accepted(object message)
    {
        switch (message)
        {
            case SocketReady:
                var events = TakeReady();
                if (_awaitsProxyHeader) ReadProxyHeader();
                else OnFirstBytes(events);
                return true;
            default:
                return BeforeEstablished(message);
        }
    }

    /// <summary>Called between turns, by whoever ended a handshake on this event loop.</summary>
    void IHandshakeWaiter.HandshakeGranted()
    {
        _hasHandshakeSlot = true;
        _handshakePlace = null;
        _environment.Loop.RequestTurn(_registration!.Value);
    }

    /// <summary>A step of a TLS handshake takes the time of many turns of connections that stand, and must not delay them.</summary>
    private IoEvents HandshakeCost => IsPlaintext || _awaitsProxyHeader ? IoEvents.None : IoEvents.Costly;

    private void OnFirstBytes(IoEvents events)
    {
        if (_hasHandshakeSlot || IsPlaintext) BeginHandshake();
        else if (_handshakePlace is not null)
        {
            // While it waits we ask for no event, so this is a hang-up.
            if ((events & HangUps) != 0) CloseNow(CloseReason.PeerReset);
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
        var accepted = _version;
        var speaksHttp = !accepted.IsPlaintext && SpeaksHttp();
        if (_phase == ConnectionPhase.Closed) return;

        do
        {
            _version = _environment.Versions.Current;
            if (accepted.Proxies is null != _version.Proxies is null || accepted.IsPlaintext != _version.IsPlaintext)
            {
                // It began in one way, and would go on in another: without the header that is asked for, or the TLS.
                CloseNow(CloseReason.PolicyChanged, "after it was accepted, its listener's tls or proxy-protocol was changed");
                return;
            }
            _channel = _environment.Versions.TryCreateChannel(_version, _environment.Loop.Index, _socket);
        }
        while (_channel is null);   // A deployment came between the two, so there is another version.

        if (speaksHttp)
        {
            Enter(ConnectionPhase.Handshaking);
            RefuseHttp("http request");
            return;
        }
        var status = _channel.Handshake();

        // A probe that leaves without a byte never began a handshake.
        if (status == TlsStatus.Failed && !_channel.HasReceivedBytes)
        {
            ChannelFailed();
            return;
        }

        Enter(ConnectionPhase.Handshaking);
        AfterHandshakeStep(status);
    }

    /// <summary>
    /// OpenSSL knows a few methods of HTTP, and these also when they come in pieces; here all are known that come in one. The
    /// first byte of TLS is no letter.
    /// </summary>
    private bool SpeaksHttp()
    {
        Span<byte> start = stackalloc byte[PlaintextRequest.LongestStart];
        var count = Sockets.Peek(_socket, start, out var errno);

        // A socket tells of its error once: whoever reads after this would take a reset for an end.
        if (count < 0 && errno is not (LibC.EAGAIN or LibC.EINTR)) CloseNow(CloseReason.PeerReset, Marshal.GetPInvokeErrorMessage(errno));
        return count > 0 && PlaintextRequest.IsBegunBy(start[..count]);
    }

    private void RefuseHttp(string detail)
    {
        RecordEnd(CloseReason.HandshakeFailed, detail);
        _ = Sockets.Send(_socket, PlaintextRequest.Answer, out _);
        BeginDraining(DrainStage.Lingering);
    }
}
