using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Tls.Policies;

/// <summary>A policy that was read and checked, of which an engine makes its own form. Immutable, thread-safe.</summary>
internal sealed class PolicyMaterial
{
    internal required PolicySettings Settings { get; init; }

    /// <summary>The versions that are served.</summary>
    internal required TlsProtocols Protocols { get; init; }

    /// <summary>In order of preference.</summary>
    internal required ImmutableArray<CipherSuite> Suites { get; init; }

    /// <summary>Canonical names, in order of preference.</summary>
    internal required ImmutableArray<string> Groups { get; init; }

    /// <summary>In the order of the configuration.</summary>
    internal required ImmutableArray<ServedCertificate> Served { get; init; }

    /// <summary>Its entries are the indexes of <see cref="Served"/>.</summary>
    internal required ServerNameTable Names { get; init; }

    /// <summary>Null when clients are not asked for a certificate.</summary>
    internal required TrustMaterial? ClientTrust { get; init; }

    /// <summary>ALPN protocols in order of preference.</summary>
    internal required ImmutableArray<byte[]> Alpn { get; init; }

    /// <summary>Whether a client without a certificate is refused.</summary>
    internal bool RequiresCertificate => ClientTrust is not null && Settings.ClientAuthentication == ClientAuthentication.Require;
}
