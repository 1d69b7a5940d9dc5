namespace ActorTls.Tls;

/// <summary>The client side of a connection.</summary>
public interface ITlsClientChannel : ITlsChannel
{
    /// <summary>
    /// The last session that the server gave a ticket for, which the caller then owns; null when there is none (since).
    /// With TLS 1.3 it comes with what is read after the handshake.
    /// </summary>
    ITlsClientSession? TakeSession();
}
