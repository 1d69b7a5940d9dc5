namespace ActorTls.Forwarding;

/// <summary>How connections are spread over the upstreams.</summary>
internal enum Balance
{
    /// <summary>Each in its turn.</summary>
    RoundRobin,

    /// <summary>The one with the fewest open connections.</summary>
    LeastConnections,

    /// <summary>The first; the next ones are spares, in order.</summary>
    First,
}
