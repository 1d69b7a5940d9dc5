using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Tls.Policies;

/// <summary>A certificate of a policy's <c>certificates</c>, its chain and its key. Immutable, thread-safe.</summary>
internal sealed class ServedCertificate
{
    internal required ICertificate Certificate { get; init; }

    /// <summary>The intermediates, nearest first.</summary>
    internal required ImmutableArray<ICertificate> Chain { get; init; }

    internal required IPrivateKey Key { get; init; }

    /// <summary>The file that holds the certificate.</summary>
    internal required FileReference File { get; init; }

    /// <summary>The certificate in DER.</summary>
    internal required byte[] Encoded { get; init; }

    /// <summary>Of each kind of key a client is offered one certificate: <c>RSA</c>, <c>ECDSA</c> or <c>Ed25519</c>.</summary>
    internal required string KeyKind { get; init; }

    /// <summary>In the form of <see cref="ServerNamePattern"/>.</summary>
    internal required ImmutableArray<string> Patterns { get; init; }

    internal required ServerCertificateSummary Summary { get; init; }

    /// <summary>
    /// Whether a version has a suite for the certificate's key: a suite of TLS 1.2 names the kind of key that signs with it. Ed25519
    /// counts as ECDSA here (RFC 8422).
    /// </summary>
    internal bool CanBeShown(ImmutableArray<CipherSuite> suites, TlsProtocols version) => suites.Any(suite =>
        suite.Protocol == version &&
        (version == TlsProtocols.Tls13 || suite.Name.Contains(KeyKind == "RSA" ? "_RSA_" : "_ECDSA_", StringComparison.Ordinal)));
}
