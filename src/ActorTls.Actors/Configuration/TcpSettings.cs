namespace ActorTls.Configuration;

/// <summary><c>tcp</c> of a listener.</summary>
/// <param name="KeepAlive">Idle time before the first keepalive probe; null = off.</param>
/// <param name="NoDelay">Whether Nagle's algorithm is off.</param>
public sealed record TcpSettings(TimeSpan? KeepAlive, bool NoDelay);
