namespace ActorTls.Connections;

/// <summary>Whether an actor above some connections has failed, and takes them with it. Thread-safe.</summary>
internal sealed class Supervision
{
    private volatile bool _hasFailed;

    /// <summary>Set before the connections are stopped, and cleared when there is a new acceptor.</summary>
    public bool HasFailed
    {
        get => _hasFailed;
        set => _hasFailed = value;
    }
}
