namespace ActorTls.Listening;

/// <summary>
/// The listeners of a server that have connections or may get some: those that serve, and those that drain. The server's actor writes;
/// any thread may read.
/// </summary>
internal sealed class LiveListeners
{
    private volatile IReadOnlyList<ListenerState> _all = [];

    /// <summary>All of them, as of this moment.</summary>
    public IReadOnlyList<ListenerState> All => _all;

    /// <summary>A listener begins to serve.</summary>
    public void Add(ListenerState listener) => _all = [.. _all, listener];

    /// <summary>A listener's last connection has ended.</summary>
    public void Remove(ListenerState listener) => _all = [.. _all.Where(other => other != listener)];
}
