using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>A loaded policy in OpenSSL's objects. Immutable, thread-safe.</summary>
internal sealed class OpenSslPolicy : TlsPolicy
{
    internal required ImmutableArray<CipherSuite> Suites { get; init; }

    /// <summary>OpenSSL's names.</summary>
    internal required ImmutableArray<string> Groups { get; init; }

    internal required ImmutableArray<ServedCertificate> Served { get; init; }

    internal required ServerNameTable Names { get; init; }

    /// <summary>Null when clients are not asked for a certificate.</summary>
    internal required TrustAnchors? ClientTrust { get; init; }

    internal required ImmutableArray<byte[]> Alpn { get; init; }

    /// <summary>Differs between any two loads, of the same settings too: no session outlives the load it began under.</summary>
    internal Guid LoadId { get; } = Guid.NewGuid();
}
