namespace ActorTls.Connections;

/// <summary>What a connection may run out of time for.</summary>
internal enum DeadlineKind
{
    /// <summary>The phase itself: handshake, authentication, or close.</summary>
    Phase,

    /// <summary>No application byte moved.</summary>
    Idle,

    /// <summary>The age of the connection.</summary>
    Lifetime,

    /// <summary>The peer accepts nothing.</summary>
    Write,

    /// <summary>One side has finished.</summary>
    HalfClose,

    /// <summary>The session's own.</summary>
    Session,

    /// <summary>The server or the listener drains.</summary>
    Drain,
}
