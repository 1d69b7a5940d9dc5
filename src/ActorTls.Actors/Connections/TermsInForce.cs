using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>
/// What a listener offers from one deployment to the next: data, the same for all event loops. A connection takes all of it from
/// one version, so that whoever met the rules of one never gets the service of another.
/// </summary>
/// <param name="Number">The deployment that it came with.</param>
/// <param name="IsPlaintext">Whether there is no TLS: a connection begins before its peer has sent a byte.</param>
/// <param name="Authorizer">Decides who is let in.</param>
/// <param name="Sessions">Makes the data phase of a connection.</param>
/// <param name="Timeouts">How long anything may take.</param>
internal sealed record ConnectionTerms(
    int Number, bool IsPlaintext, IAuthorizer Authorizer, ISessionFactory Sessions, TimeoutSettings Timeouts)
{
    /// <summary>Whose PROXY protocol headers count; null where connections begin without one.</summary>
    public TrustedProxies? Proxies { get; init; }

    /// <summary>
    /// Idle time before the first keepalive probe of a socket that a service opens; what is accepted has it from the socket
    /// that was listened on. Null = no probes.
    /// </summary>
    public TimeSpan? KeepAlive { get; init; }
}

/// <summary>
/// The version of a listener that is in force. Event loops read it when they accept a connection and when its handshake begins; a
/// deployment replaces it by one store, which nobody has to acknowledge. Owns the TLS contexts of its version. Thread-safe.
/// </summary>
internal sealed class TermsInForce(ConnectionTerms terms, IReadOnlyList<ITlsServerContext> contexts) : IDisposable
{
    private volatile Published _published = new(terms, contexts);
    private volatile bool _disposed;

    /// <summary>To be taken once when a connection is accepted, and once more when its handshake begins.</summary>
    public ConnectionTerms Current => _published.Terms;

    /// <summary>Puts another version in force, and takes over its contexts, one for each event loop.</summary>
    public void Publish(ConnectionTerms terms, IReadOnlyList<ITlsServerContext> contexts)
    {
        var last = _published;
        _published = new Published(terms, contexts);
        last.Dispose();
    }

    /// <summary>
    /// The TLS state of a connection, on an event loop, by this version; null when another one has taken its place, which the
    /// caller then reads. A channel keeps alive what it needs of its context.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The listener has ended.</exception>
    public ITlsChannel? TryCreateChannel(ConnectionTerms terms, int loop, int socket)
    {
        var published = _published;
        var channel = published.Terms == terms ? published.Contexts[loop].TryCreateChannel(socket) : null;
        ObjectDisposedException.ThrowIf(channel is null && _disposed, this);
        return channel;
    }

    public void Dispose()
    {
        _disposed = true;
        _published.Dispose();
    }

    private sealed class Published(ConnectionTerms terms, IReadOnlyList<ITlsServerContext> contexts)
    {
        public ConnectionTerms Terms => terms;

        public IReadOnlyList<ITlsServerContext> Contexts => contexts;

        public void Dispose()
        {
            foreach (var context in contexts) context.Dispose();
        }
    }
}
