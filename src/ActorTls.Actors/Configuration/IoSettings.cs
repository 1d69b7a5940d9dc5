namespace ActorTls.Configuration;

/// <summary><c>actor-tls.io</c>.</summary>
/// <param name="Workers">Event loops; at least 1 (<c>auto</c> is already resolved to the number of cores).</param>
/// <param name="Spin">How long an idle loop polls before it sleeps; zero = never.</param>
public sealed record IoSettings(int Workers, TimeSpan Spin);
