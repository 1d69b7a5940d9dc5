namespace ActorTls.Server.CommandLine;

/// <summary>How upstreams are verified.</summary>
/// <param name="ServerCa">Whose certificates count.</param>
/// <param name="ServerName">The name that they must have; null for the upstream's own.</param>
internal sealed record UpstreamTlsArguments(string ServerCa, string? ServerName);
