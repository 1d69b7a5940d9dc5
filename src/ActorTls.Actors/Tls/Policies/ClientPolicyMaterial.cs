using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls.Policies;

/// <summary>The client side of a policy that was read and checked, of which an engine makes its own form. Immutable, thread-safe.</summary>
internal sealed class ClientPolicyMaterial
{
    /// <summary>The place of the policy.</summary>
    internal required SettingOrigin Origin { get; init; }

    /// <summary>The versions that are offered.</summary>
    internal required TlsProtocols Protocols { get; init; }

    /// <summary>In order of preference.</summary>
    internal required ImmutableArray<CipherSuite> Suites { get; init; }

    /// <summary>Canonical names, in order of preference.</summary>
    internal required ImmutableArray<string> Groups { get; init; }

    /// <summary>Shown to servers that ask; null for none.</summary>
    internal required ServedCertificate? Certificate { get; init; }

    internal required TrustMaterial ServerTrust { get; init; }

    /// <summary>ALPN protocols in order of preference.</summary>
    internal required ImmutableArray<byte[]> Alpn { get; init; }
}
