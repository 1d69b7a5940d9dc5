namespace ActorTls.Tls;

/// <summary>
/// Makes the server side of connections. May be used by one thread at a time, but disposed by any. Its channels live on
/// after it: a policy is replaced without a connection noticing.
/// </summary>
public interface ITlsServerContext : IDisposable
{
    /// <summary>Whether there is no TLS: a connection begins before its peer has sent a byte, and is nobody's in particular.</summary>
    bool IsPlaintext => false;

    /// <summary>
    /// A channel over a connected non-blocking socket, which stays the caller's; null once the context was disposed. The caller owns
    /// the channel, which keeps alive what it needs. Any thread.
    /// </summary>
    ITlsChannel? TryCreateChannel(int socket);

    /// <summary>As <see cref="TryCreateChannel"/>, for whoever owns the context.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    ITlsChannel CreateChannel(int socket) => TryCreateChannel(socket) ?? throw new ObjectDisposedException(GetType().Name);
}
