namespace ActorTls.Sessions;

/// <summary>
/// Why a connection ended. Logs and metrics have a name in kebab case for each: <c>PeerReset</c> is <c>peer-reset</c>.
/// </summary>
public enum CloseReason
{
    /// <summary>The peer has completed its writes, with <c>close_notify</c> or without TLS with FIN, and everything for the peer was sent.</summary>
    PeerFinished,

    /// <summary>The peer reset the TCP connection, or the network did.</summary>
    PeerReset,

    /// <summary>The TCP stream ended without <c>close_notify</c>: what came before may be incomplete.</summary>
    Truncated,

    /// <summary>No TLS session came about: no common parameters, not TLS at all, a violation of the protocol.</summary>
    HandshakeFailed,

    /// <summary>The handshake was not complete in time.</summary>
    HandshakeTimeout,

    /// <summary>In the handshake: the peer showed no certificate, or one that does not verify.</summary>
    CertificateRejected,

    /// <summary>The authorizer did not decide in time whether the peer is admitted.</summary>
    AuthenticationTimeout,

    /// <summary>The rules do not admit the peer.</summary>
    NotAuthorized,

    /// <summary>After the handshake: a record that does not authenticate, or another violation of the protocol.</summary>
    ProtocolError,

    /// <summary>No application byte moved in either direction for too long.</summary>
    IdleTimeout,

    /// <summary>The connection has reached <c>timeouts.lifetime</c>.</summary>
    LifetimeReached,

    /// <summary>One side had completed its writes, and the other did not in time.</summary>
    HalfCloseTimeout,

    /// <summary>The peer accepted no byte for too long.</summary>
    SlowConsumer,

    /// <summary>The peer's address had as many connections as it may have.</summary>
    OverLimit,

    /// <summary>The PROXY protocol header is missing, malformed, or from an address that is not trusted.</summary>
    ProxyHeaderInvalid,

    /// <summary>The service ended it.</summary>
    ServiceClosed,

    /// <summary>No upstream could be reached.</summary>
    UpstreamUnavailable,

    /// <summary>The upstream's TLS or certificate was not acceptable.</summary>
    UpstreamRejected,

    /// <summary>The stream to or from the upstream broke off before its end.</summary>
    UpstreamReset,

    /// <summary>The server or its listener drained, and the connection did not end by itself in time.</summary>
    Draining,

    /// <summary>An operator closed it.</summary>
    Administrator,

    /// <summary>The policy changed, and does not admit the connection any more.</summary>
    PolicyChanged,

    /// <summary>The peer's certificate expired while it was connected.</summary>
    CertificateExpired,

    /// <summary>The peer's certificate was revoked while it was connected.</summary>
    CertificateRevoked,

    /// <summary>A fault of the server, or of the service's code.</summary>
    InternalError,
}
