namespace ActorTls.Configuration;

/// <summary><c>timeouts</c> of a listener; null = off.</summary>
/// <param name="Handshake">From acceptance to the end of the handshake. Progress does not extend it.</param>
/// <param name="Authentication">For the decision whether to admit the peer.</param>
/// <param name="Idle">Without an application byte in either direction.</param>
/// <param name="Lifetime">From acceptance to the end of the connection.</param>
/// <param name="Write">How long the peer may accept no byte while there are bytes to send.</param>
/// <param name="HalfClose">After the end of one direction, without a byte in the other.</param>
/// <param name="Drain">How long connections may go on after the server was asked to stop, or their listener was removed.</param>
/// <param name="Close">How long to wait for the peer after <c>close_notify</c>.</param>
public sealed record TimeoutSettings(
    TimeSpan? Handshake,
    TimeSpan? Authentication,
    TimeSpan? Idle,
    TimeSpan? Lifetime,
    TimeSpan? Write,
    TimeSpan? HalfClose,
    TimeSpan? Drain,
    TimeSpan? Close);
