namespace ActorTls.Tls;

/// <summary>Makes connections without TLS. The context has no state, so that one instance serves every listener and event loop.</summary>
internal sealed class PlaintextContext : ITlsServerContext
{
    public static PlaintextContext Instance { get; } = new();

    public bool IsPlaintext => true;

    public ITlsChannel? TryCreateChannel(int socket) => new PlaintextChannel(socket);

    public void Dispose() { }
}
