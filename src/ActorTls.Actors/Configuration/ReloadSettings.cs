namespace ActorTls.Configuration;

/// <summary><c>actor-tls.reload</c>.</summary>
/// <param name="Interval">How often the files of the configuration are looked at; null = off.</param>
public sealed record ReloadSettings(TimeSpan? Interval);
