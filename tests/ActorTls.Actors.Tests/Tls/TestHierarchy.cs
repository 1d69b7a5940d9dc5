using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A root, intermediates and a client, each signed by the one before, with or without key identifiers.</summary>
internal sealed class TestHierarchy : IDisposable
{
    private readonly bool _keyIdentifiers;

    /// <param name="intermediates">How many CAs are between the root and the client.</param>
    /// <param name="keyIdentifiers">Whether certificates tell which key signed them.</param>
    /// <param name="rootName">The root's common name.</param>
    /// <param name="distributionPoint">What certificates name as the place of their list.</param>
    /// <param name="authorityUsage">What CAs may do with their keys.</param>
    internal TestHierarchy(
        int intermediates = 0, bool keyIdentifiers = true, string rootName = "Root", string? distributionPoint = null,
        X509KeyUsageFlags authorityUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign)
    {
        _keyIdentifiers = keyIdentifiers;
        Authorities.Add(Create(rootName, null, isAuthority: true, distributionPoint, authorityUsage));
        for (var i = 1; i <= intermediates; i++)
            Authorities.Add(Create($"Intermediate {i} of {rootName}", Authorities[^1], isAuthority: true, distributionPoint, authorityUsage));
        Client = Create("client", Authorities[^1], isAuthority: false, distributionPoint, X509KeyUsageFlags.DigitalSignature);
    }

    /// <summary>The root first.</summary>
    internal List<X509Certificate2> Authorities { get; } = [];

    internal X509Certificate2 Root => Authorities[0];

    internal X509Certificate2 Client { get; }

    /// <summary>From the client to the root.</summary>
    internal IEnumerable<X509Certificate2> Chain => Authorities.Append(Client).Reverse();

    /// <summary>The client's certificate with all intermediates, and its key.</summary>
    internal IssuedCertificate Shown => new(PemOf(Chain.SkipLast(1).DefaultIfEmpty(Client)), PrivateKeyOf(Client));

    internal static string PemOf(params IEnumerable<X509Certificate2> certificates) =>
        string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n"));

    public void Dispose()
    {
        foreach (var certificate in Chain) certificate.Dispose();
    }

    private static string PrivateKeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private X509Certificate2 Create(
        string name, X509Certificate2? issuer, bool isAuthority, string? distributionPoint, X509KeyUsageFlags usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        if (_keyIdentifiers)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            if (issuer is not null)
                request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        }
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
        }
        if (distributionPoint is not null) request.CertificateExtensions.Add(DistributionPoint(distributionPoint));
        var (start, end) = (DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(20));
        if (issuer is null) return request.CreateSelfSigned(start, end);

        var serial = RandomNumberGenerator.GetBytes(12);
        serial[0] = 0x40;
        using var issuerKey = issuer.GetECDsaPrivateKey()!;
        using var signed = request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), start, end, serial);
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Extension DistributionPoint(string uri)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
            CrlBuilder.WriteDistributionPointName(writer, uri);
        return new X509Extension("2.5.29.31", writer.Encode(), false);
    }
}
