namespace ActorTls.Tls;

/// <summary>
/// Makes the server side of connections. One thread at a time may use the context; any thread may dispose of it. Channels outlive their
/// context, so that a policy is replaced without a connection noticing.
/// </summary>
public interface ITlsServerContext : IDisposable
{
    /// <summary>Whether there is no TLS. A plaintext connection begins before its peer has sent a byte, and has no identity.</summary>
    bool IsPlaintext => false;

    /// <summary>
    /// Makes a channel over a connected non-blocking socket, which stays the caller's; null once the context was disposed of. The caller
    /// owns the channel, which keeps alive what it needs. Any thread.
    /// </summary>
    ITlsChannel? TryCreateChannel(int socket);

    /// <summary>As <see cref="TryCreateChannel"/>, for the owner of the context.</summary>
    /// <exception cref="ObjectDisposedException">The context was disposed of.</exception>
    ITlsChannel CreateChannel(int socket) => TryCreateChannel(socket) ?? throw new ObjectDisposedException(GetType().Name);
}
