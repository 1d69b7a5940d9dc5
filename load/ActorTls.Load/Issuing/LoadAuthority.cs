using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorTls.Load.Issuing;

/// <summary>
/// A certificate authority for load tests, ECDSA with P-256 like everything that it issues. Its key is never written: what it
/// has issued when it is disposed is all that there will ever be.
/// </summary>
internal sealed class LoadAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    private readonly X509Certificate2 _certificate;

    /// <summary>Valid for 90 days, from an hour before now.</summary>
    public LoadAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            $"CN=ActorTls load {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(now - ClockSkew, now - ClockSkew + Lifetime);
    }

    /// <summary>Its own certificate.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>For a server at <c>localhost</c> and the loopback addresses.</summary>
    public PemCertificate IssueServer()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        using var key = _certificate.GetECDsaPrivateKey()!;
        return Issue(key, "CN=localhost", ServerAuthentication, names.Build());
    }

    /// <summary>For a client.</summary>
    public PemCertificate IssueClient(string name)
    {
        using var key = _certificate.GetECDsaPrivateKey()!;
        return Issue(key, $"CN={name}", ClientAuthentication, null);
    }

    /// <summary>
    /// For clients <c>client-000000</c>, <c>client-000001</c> and so on: each has a subject, a serial number and a key of its
    /// own. On all processors, some 0.4 ms of one for each.
    /// </summary>
    public IReadOnlyList<PemCertificate> IssueFleet(int clients)
    {
        var fleet = new PemCertificate[clients];
        // A key object is for one thread at a time.
        Parallel.For(0, clients, () => _certificate.GetECDsaPrivateKey()!, (number, _, key) =>
        {
            fleet[number] = Issue(key, string.Create(CultureInfo.InvariantCulture, $"CN=client-{number:000000}"), ClientAuthentication, null);
            return key;
        }, key => key.Dispose());
        return fleet;
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private PemCertificate Issue(ECDsa authorityKey, string subject, string usage, X509Extension? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        if (names is not null) request.CertificateExtensions.Add(names);

        // Positive, and with no leading zeros: as long in each certificate.
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7f | 0x40);
        using var issued = request.Create(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), _certificate.NotBefore, _certificate.NotAfter, serial);
        return new PemCertificate(issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
