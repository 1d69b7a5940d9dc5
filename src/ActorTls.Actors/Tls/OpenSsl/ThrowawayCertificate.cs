using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>A self-signed server certificate for handshakes in memory. Immutable, thread-safe; made once a process.</summary>
internal sealed class ThrowawayCertificate
{
    /// <summary>The name in the certificate.</summary>
    internal const string ServerName = "server.example";

    private static readonly Lazy<ThrowawayCertificate> LazyEcdsa = new(() => new ThrowawayCertificate(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
    private static readonly Lazy<ThrowawayCertificate> LazyRsa = new(() => new ThrowawayCertificate(RSA.Create(2048)));

    private ThrowawayCertificate(AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={ServerName}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={ServerName}", (ECDsa)key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        Certificate = NativeCertificates.ParseCertificate(certificate.RawDataMemory.Span)!;
        Key = NativeCertificates.ParsePrivateKey(key.ExportPkcs8PrivateKey())!;
        key.Dispose();
    }

    /// <summary>The certificate with a key on P-256.</summary>
    internal static ThrowawayCertificate Ecdsa => LazyEcdsa.Value;

    /// <summary>The certificate with an RSA key of 2048 bits.</summary>
    internal static ThrowawayCertificate Rsa => LazyRsa.Value;

    internal X509Handle Certificate { get; }

    internal PrivateKeyHandle Key { get; }
}
