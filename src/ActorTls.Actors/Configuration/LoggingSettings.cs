namespace ActorTls.Configuration;

/// <summary><c>actor-tls.logging</c>.</summary>
public sealed record LoggingSettings(LogVerbosity Level, LogFormat Format);
