namespace ActorTls.Server.CommandLine;

/// <summary>How upstreams are verified.</summary>
/// <param name="ServerCa">The file of the CAs that must have issued the upstreams' certificates.</param>
/// <param name="ServerName">The name that these certificates must have; null for the upstream's own name.</param>
internal sealed record UpstreamTlsArguments(string ServerCa, string? ServerName);
