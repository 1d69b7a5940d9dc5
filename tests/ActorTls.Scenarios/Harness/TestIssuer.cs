using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Harness;

/// <summary>Issues certificates that it should not, or that its issuer should not have let it issue.</summary>
internal sealed class TestIssuer : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="issuer">Signs this issuer's own certificate, whatever its own allows; null = it signs itself.</param>
    /// <param name="name">Its common name.</param>
    /// <param name="isAuthority">Whether its certificate says that it is a CA.</param>
    /// <param name="pathLength">How many CAs may stand below it; null = as many as may be.</param>
    /// <param name="extensions">More of its certificate.</param>
    public TestIssuer(
        X509Certificate2? issuer, string name, bool isAuthority = true, int? pathLength = null, params X509Extension[] extensions)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, pathLength is not null, pathLength ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        foreach (var extension in extensions) request.CertificateExtensions.Add(extension);
        using var signed = issuer is null
            ? Sign(request, new X500DistinguishedName($"CN={name}"), _key)
            : Sign(request, issuer.SubjectName, issuer.GetECDsaPrivateKey()!);
        Certificate = signed.CopyWithPrivateKey(_key);
    }

    public X509Certificate2 Certificate { get; }

    public string CertificatePem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>A certificate for <c>CN=alice</c> as a client, and behind it the chain that is to be sent with it.</summary>
    public IssuedCertificate IssueClient(IEnumerable<TestIssuer> chain, params X509Extension[] extensions)
    {
        var issued = Issue(Certificate, extensions: extensions);
        return issued with { CertificatePem = issued.CertificatePem + string.Concat(chain.Select(issuer => issuer.CertificatePem)) };
    }

    /// <summary>A certificate for <c>CN=alice</c> as a client.</summary>
    /// <param name="issuer">Signs it.</param>
    /// <param name="rsaKeySize">For an RSA key; 0 = ECDSA on P-256.</param>
    /// <param name="extensions">More of it.</param>
    public static IssuedCertificate Issue(
        X509Certificate2 issuer, int rsaKeySize = 0, params X509Extension[] extensions)
    {
        using AsymmetricAlgorithm key = rsaKeySize > 0 ? RSA.Create(rsaKeySize) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest("CN=alice", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=alice", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        foreach (var extension in extensions) request.CertificateExtensions.Add(extension);
        using var certificate = Sign(request, issuer.SubjectName, issuer.GetECDsaPrivateKey()!);
        return new IssuedCertificate(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static X509Certificate2 Sign(CertificateRequest request, X500DistinguishedName issuer, ECDsa key)
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        return request.Create(
            issuer, X509SignatureGenerator.CreateForECDsa(key), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), serial);
    }
}
