namespace ActorTls.Administration;

/// <summary>By what the first connections are chosen: those with most of it.</summary>
public enum ConnectionOrder
{
    /// <summary>Application bytes received.</summary>
    BytesIn,

    /// <summary>Application bytes sent.</summary>
    BytesOut,

    /// <summary>The time since acceptance.</summary>
    Age,

    /// <summary>Bytes that wait until the socket takes them.</summary>
    Unsent,
}
