using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>
/// A policy that was loaded and found valid: certificates, keys and trust anchors are in memory, and the TLS library knows the suites
/// and groups. Immutable and thread-safe. The form is the engine's own.
/// </summary>
public abstract class TlsPolicy
{
    /// <summary>The policy's name.</summary>
    public required string Name { get; init; }

    /// <summary>The settings that the policy was loaded from.</summary>
    public required PolicySettings Settings { get; init; }

    /// <summary>The versions that are served; fewer than the settings allow where a preset has suites for one only.</summary>
    public required TlsProtocols Protocols { get; init; }

    /// <summary>IANA names in order of preference, as far as they apply to the allowed versions.</summary>
    public required ImmutableArray<string> CipherSuites { get; init; }

    /// <summary>The served certificates, in the order of the configuration.</summary>
    public required ImmutableArray<ServerCertificateSummary> Certificates { get; init; }
}
