using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>
/// The version of a listener that is in force. Event loops read it when they accept a connection and when its handshake begins; a
/// deployment replaces it by one store, which nobody has to acknowledge. Owns the TLS contexts of that version. Thread-safe.
/// </summary>
internal sealed class ListenerVersions(ListenerVersion first, IReadOnlyList<ITlsServerContext> contexts) : IDisposable
{
    private volatile Published _published = new(first, contexts);
    private volatile bool _disposed;

    /// <summary>A connection takes it once when it is accepted, and once more when its handshake begins.</summary>
    public ListenerVersion Current => _published.Version;

    /// <summary>Puts another version in force, and takes over its contexts, one for each event loop.</summary>
    public void Publish(ListenerVersion version, IReadOnlyList<ITlsServerContext> contexts)
    {
        var last = _published;
        _published = new Published(version, contexts);
        last.Dispose();
    }

    /// <summary>
    /// The TLS state of a connection, on an event loop, by this version; null when another version has taken its place, which the
    /// caller then reads. A channel keeps alive what it needs of its context.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The listener has ended.</exception>
    public ITlsChannel? TryCreateChannel(ListenerVersion version, int loop, int socket)
    {
        var published = _published;
        var channel = published.Version == version ? published.Contexts[loop].TryCreateChannel(socket) : null;
        ObjectDisposedException.ThrowIf(channel is null && _disposed, this);
        return channel;
    }

    public void Dispose()
    {
        _disposed = true;
        _published.Dispose();
    }

    private sealed class Published(ListenerVersion version, IReadOnlyList<ITlsServerContext> contexts)
    {
        public ListenerVersion Version => version;

        public IReadOnlyList<ITlsServerContext> Contexts => contexts;

        public void Dispose()
        {
            foreach (var context in contexts) context.Dispose();
        }
    }
}
