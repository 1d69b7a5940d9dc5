namespace ActorTls.Tls;

/// <summary>The classes of failure that whoever owns a channel has to tell apart.</summary>
public enum TlsFailureKind
{
    /// <summary>A violation of the protocol, no common parameters, a forged record, an alert from the peer.</summary>
    Protocol,

    /// <summary>The peer's certificate is absent though required, or does not verify.</summary>
    CertificateRejected,

    /// <summary>The TCP stream ended without <c>close_notify</c>.</summary>
    Truncated,

    /// <summary>The TCP connection was reset or failed.</summary>
    Reset,

    /// <summary>A fault of ours or of the TLS library: out of memory, a callback that failed.</summary>
    Internal,
}
