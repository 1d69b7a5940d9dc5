using System.Collections.Immutable;
using System.Security.Cryptography;
using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>A certificate that is served, its chain and its key. Immutable, shared by every context; lives until collected.</summary>
internal sealed class ServedCertificate
{
    internal required X509Handle Certificate { get; init; }

    /// <summary>The intermediates, nearest first.</summary>
    internal required ImmutableArray<X509Handle> Chain { get; init; }

    internal required PrivateKeyHandle Key { get; init; }

    /// <summary>Where it was read.</summary>
    internal required FileReference File { get; init; }

    /// <summary>The certificate in DER.</summary>
    internal required byte[] Encoded { get; init; }

    /// <summary>Of which a context holds one each: <c>RSA</c>, <c>ECDSA</c> or <c>Ed25519</c>.</summary>
    internal required string KeyKind { get; init; }

    /// <summary>In the form of <see cref="ServerNamePattern"/>.</summary>
    internal required ImmutableArray<string> Patterns { get; init; }

    internal required ServerCertificateSummary Summary { get; init; }

    internal byte[] Fingerprint => SHA256.HashData(Encoded);
}
