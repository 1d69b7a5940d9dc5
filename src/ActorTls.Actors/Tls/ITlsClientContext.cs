namespace ActorTls.Tls;

/// <summary>Makes the client side of connections. May be used by one thread at a time.</summary>
public interface ITlsClientContext : IDisposable
{
    /// <summary>A channel over a connected non-blocking socket, which stays the caller's. The caller owns the channel.</summary>
    /// <param name="socket">The descriptor.</param>
    /// <param name="serverName">A host name, which is sent to the server, or an IP address, which is not; the certificate must have it.</param>
    /// <param name="session">To resume, from this context; null = a full handshake. Stays the caller's.</param>
    /// <param name="certificate">Shown when the server asks for one; null = the context's, if it has one. Stays the caller's.</param>
    /// <exception cref="ArgumentException">
    /// The server's name is neither a host name nor an address, or the session or the certificate is another engine's.
    /// </exception>
    ITlsClientChannel CreateChannel(
        int socket, string serverName, ITlsClientSession? session = null, ITlsClientCertificate? certificate = null);
}
