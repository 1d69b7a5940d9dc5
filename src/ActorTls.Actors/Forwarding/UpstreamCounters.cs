namespace ActorTls.Forwarding;

/// <summary>
/// The counters of one upstream of a service, over all event loops. They change once or twice a connection, by interlocked
/// operations. Any thread may read them.
/// </summary>
internal sealed class UpstreamCounters(string service, string upstream)
{
    /// <summary>The service's name.</summary>
    public string Service { get; } = service;

    /// <summary>The upstream as configured.</summary>
    public string Upstream { get; } = upstream;

    /// <summary>Connections that are open, or being opened.</summary>
    public long Connections;

    /// <summary>Connections that were established.</summary>
    public long Connected;

    /// <summary>Tries to connect that failed.</summary>
    public long Failures;

    /// <summary>1 while the upstream is marked down.</summary>
    public int Down;
}
