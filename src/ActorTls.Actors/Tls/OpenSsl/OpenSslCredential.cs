using System.Collections.Immutable;
using System.Security.Cryptography;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// A certificate that a context shows, its chain and its key. Immutable, shared by every context; it lives until it is collected.
/// </summary>
/// <param name="certificate">A certificate that was read with OpenSSL.</param>
internal sealed class OpenSslCredential(ServedCertificate certificate)
{
    internal X509Handle Certificate { get; } = OpenSslCertificate.HandleOf(certificate.Certificate);

    /// <summary>The intermediates, nearest first.</summary>
    internal ImmutableArray<X509Handle> Chain { get; } = [.. certificate.Chain.Select(OpenSslCertificate.HandleOf)];

    internal PrivateKeyHandle Key { get; } = (PrivateKeyHandle)certificate.Key;

    /// <summary>SHA-256 of the certificate in DER.</summary>
    internal byte[] Fingerprint { get; } = SHA256.HashData(certificate.Encoded);
}
