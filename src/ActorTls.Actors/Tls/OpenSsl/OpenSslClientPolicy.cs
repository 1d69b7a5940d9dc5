using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl;

/// <summary>The client side of a policy in OpenSSL's objects. Immutable, thread-safe.</summary>
internal sealed class OpenSslClientPolicy(ClientPolicyMaterial material) : TlsClientPolicy
{
    internal TlsProtocols Protocols { get; } = material.Protocols;

    internal ImmutableArray<CipherSuite> Suites { get; } = material.Suites;

    /// <summary>Canonical names, which are OpenSSL's too.</summary>
    internal ImmutableArray<string> Groups { get; } = material.Groups;

    /// <summary>Shown to servers that ask; null for none.</summary>
    internal OpenSslCredential? Certificate { get; } = material.Certificate is { } own ? new OpenSslCredential(own) : null;

    internal TrustAnchors ServerTrust { get; } = TrustAnchors.Of(material.ServerTrust);

    internal ImmutableArray<byte[]> Alpn { get; } = material.Alpn;
}
