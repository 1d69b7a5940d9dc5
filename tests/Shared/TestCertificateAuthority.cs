using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorTls.Testing;

/// <summary>
/// A certificate authority that lives as long as a test. Every certificate it issues is made to order; nothing is
/// valid outside the test and no key is stored in the repository.
/// </summary>
public sealed class TestCertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _certificate;

    public TestCertificateAuthority(string name = "Test CA")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }

    public X509Certificate2 Certificate => _certificate;

    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>An issued certificate, valid for <c>localhost</c> and the loopback addresses unless told otherwise.</summary>
    public IssuedCertificate IssueServer(
        string commonName = "localhost", string[]? dnsNames = null, bool rsa = false,
        DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in dnsNames ?? ["localhost"]) names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        return Issue($"CN={commonName}", "1.3.6.1.5.5.7.3.1", names, rsa, notBefore, notAfter);
    }

    public IssuedCertificate IssueClient(
        string subject = "CN=alice", Action<SubjectAlternativeNameBuilder>? names = null, bool rsa = false,
        DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null, ECCurve? curve = null)
    {
        var builder = names is null ? null : new SubjectAlternativeNameBuilder();
        if (builder is not null) names!(builder);
        return Issue(subject, "1.3.6.1.5.5.7.3.2", builder, rsa, notBefore, notAfter, curve);
    }

    private IssuedCertificate Issue(
        string subject, string extendedKeyUsage, SubjectAlternativeNameBuilder? names, bool rsa,
        DateTimeOffset? notBefore, DateTimeOffset? notAfter, ECCurve? curve = null)
    {
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsaKey
            ? new CertificateRequest(subject, rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(extendedKeyUsage)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            _certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names is not null) request.CertificateExtensions.Add(names.Build());

        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var issued = request.Create(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_certificate.GetECDsaPrivateKey()!),
            notBefore ?? DateTimeOffset.UtcNow.AddDays(-1), notAfter ?? DateTimeOffset.UtcNow.AddDays(7), serial);
        return new IssuedCertificate(issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose() => _certificate.Dispose();
}

/// <summary>A certificate and its private key, both in PEM.</summary>
public sealed record IssuedCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>Both together, in the form that <c>SslStream</c> accepts. The caller disposes it.</summary>
    public X509Certificate2 ToX509()
    {
        using var pem = X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
