namespace ActorTls.Load.Scenarios;

/// <summary>The classes of failures in a result.</summary>
public enum FailureKind
{
    /// <summary>The connection was refused: no process listens there.</summary>
    Refused,

    /// <summary>The TCP connection was reset.</summary>
    Reset,

    /// <summary>A step did not end in its time.</summary>
    Timeout,

    /// <summary>There is no way to the server.</summary>
    Unreachable,

    /// <summary>The server sent a TLS alert.</summary>
    TlsAlert,

    /// <summary>The server's certificate does not verify.</summary>
    CertificateRejected,

    /// <summary>What the server sent is no TLS, or no TLS as we speak it.</summary>
    TlsError,

    /// <summary>The TCP stream ended without <c>close_notify</c>.</summary>
    Truncated,

    /// <summary>The server ended the connection in good order, before all bytes had come back.</summary>
    ClosedEarly,

    /// <summary>Other bytes came back than were sent, or more of them.</summary>
    WrongBytes,

    /// <summary>A session that should have been resumed was not, or no ticket came.</summary>
    NotResumed,

    /// <summary>A client without a certificate was let in where that must not be.</summary>
    NotRefused,

    /// <summary>No local port is left: too many connections between two addresses.</summary>
    NoLocalPort,

    /// <summary>This process has no descriptor left.</summary>
    NoDescriptor,

    /// <summary>The time was over before the server was free for it: it does not keep up with the rate.</summary>
    NotStarted,

    /// <summary>A fault of the load client itself.</summary>
    Internal,
}
