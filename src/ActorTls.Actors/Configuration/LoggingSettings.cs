namespace ActorTls.Configuration;

/// <summary><c>actor-tls.logging</c>.</summary>
/// <param name="Level">The least severe events that are logged.</param>
/// <param name="Format">The form of a line.</param>
public sealed record LoggingSettings(LogVerbosity Level, LogFormat Format);
