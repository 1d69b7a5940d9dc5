namespace ActorTls.Connections;

/// <summary>The phases of a connection's life, in order.</summary>
public enum ConnectionPhase
{
    /// <summary>The TCP connection stands; the peer has not sent a byte, and no TLS state exists.</summary>
    Accepted,

    /// <summary>TLS agrees on parameters and keys, and verifies the peer's certificate chain.</summary>
    Handshaking,

    /// <summary>It is decided whether the verified peer is admitted. No application byte moves.</summary>
    Authenticating,

    /// <summary>The session has the connection; data flows in both directions.</summary>
    Established,

    /// <summary>Nothing more is delivered: what waits is sent, then <c>close_notify</c> or an alert, and the peer's end awaited.</summary>
    Closing,

    /// <summary>Over: the socket and the TLS state are given back.</summary>
    Closed,
}
