using System.Net;
using System.Runtime.InteropServices;
using ActorTls.EventLoops;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;

namespace ActorTls.Connections;

/// <content>
/// Accepted, on a listener with <c>proxy-protocol = accept</c>: the first bytes are a header that names the real peer. The header is
/// read exactly to its end, before anything else: TLS, or the service, finds what follows it.
/// </content>
internal sealed partial class ConnectionActor
{
    private bool _awaitsProxyHeader;
    private byte[] _proxyHeader = [];   // What was read of it so far.
    private ProxyHeader? _proxied;

    /// <summary>Ends the connection of a TCP peer whose header would not count, without waiting for the header.</summary>
    private void RequireTrustedProxy()
    {
        if (!_version.Proxies!.Contains(_peer.ToEndPoint()?.Address))
            CloseNow(CloseReason.ProxyHeaderInvalid, "the address is not one of trusted-proxies");
    }

    /// <summary>
    /// Takes what there is of the header. The socket is looked into before it is read, so that nothing behind the header is read. As
    /// long as the header is not whole, everything there is belongs to it and is read, or the socket would stay readable.
    /// </summary>
    private void ReadProxyHeader()
    {
        var buffer = _environment.Loop.Scratch[..ProxyHeaderDecoder.LongestHeader];
        _proxyHeader.CopyTo(buffer);
        var known = _proxyHeader.Length;
        var count = Sockets.Peek(_socket.Descriptor, buffer[known..], out var errno);
        if (count <= 0)
        {
            if (count == 0) ProxyHeaderEnded();
            else if (errno is not (LibC.EAGAIN or LibC.EINTR)) CloseNow(CloseReason.PeerReset, Marshal.GetPInvokeErrorMessage(errno));
            return;
        }

        var decoded = ProxyHeaderDecoder.Decode(buffer[..(known + count)]);
        if (decoded.Status == ProxyDecodingStatus.Invalid)
        {
            CloseNow(CloseReason.ProxyHeaderInvalid, decoded.Problem);
            return;
        }

        var whole = decoded.IsDone ? decoded.Length : known + count;
        if (Sockets.Receive(_socket.Descriptor, buffer[known..whole], out _) != whole - known)
            throw new InvalidOperationException("The socket gave less than it had shown.");
        if (decoded.IsDone) UseProxyHeader(decoded.Header);
        else _proxyHeader = buffer[..whole].ToArray();
    }

    private void ProxyHeaderEnded()
    {
        // A probe that connects and leaves has sent no wrong header.
        if (_proxyHeader.Length == 0) CloseNow(CloseReason.Truncated, "the connection ended before a PROXY header");
        else CloseNow(CloseReason.ProxyHeaderInvalid, "the connection ended within the PROXY header");
    }

    private void UseProxyHeader(ProxyHeader header)
    {
        _awaitsProxyHeader = false;
        _proxyHeader = [];
        if (header.Origin != ProxyOrigin.Unknown) _proxied = header with { Tlvs = [] };
        if (header.Source is { } source) _peer = PeerAddress.FromEndPoint(source);
        else if (header.Origin == ProxyOrigin.Unix) _peer = PeerAddress.Unix;

        if (!_environment.Admission.TryCountAddress(_peer))
        {
            CloseNow(CloseReason.OverLimit);
            return;
        }
        _addressIsCounted = true;
        if (IsPlaintext) BeginHandshake();
    }

    /// <summary>What the peer connected to, as far as a header has told.</summary>
    private IPEndPoint? LocalEndPoint => _proxied is { } proxied ? proxied.Destination : LocalAddress?.ToEndPoint();
}
