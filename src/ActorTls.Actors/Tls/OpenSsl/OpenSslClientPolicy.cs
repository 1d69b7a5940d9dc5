using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>The client side of a policy. Immutable, thread-safe.</summary>
internal sealed class OpenSslClientPolicy : TlsClientPolicy
{
    internal required TlsProtocols Protocols { get; init; }

    internal required ImmutableArray<CipherSuite> Suites { get; init; }

    /// <summary>OpenSSL's names.</summary>
    internal required ImmutableArray<string> Groups { get; init; }

    /// <summary>Shown to servers that ask; null for none.</summary>
    internal ServedCertificate? Certificate { get; init; }

    internal required TrustAnchors ServerTrust { get; init; }

    internal required ImmutableArray<byte[]> Alpn { get; init; }
}
