namespace ActorTls.Configuration;

/// <summary><c>timeouts</c> of a listener; null = off.</summary>
public sealed record TimeoutSettings(
    TimeSpan? Handshake,
    TimeSpan? Authentication,
    TimeSpan? Idle,
    TimeSpan? Lifetime,
    TimeSpan? Write,
    TimeSpan? HalfClose,
    TimeSpan? Drain,
    TimeSpan? Close);
