using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorTls.Server.Certificates;

/// <summary>
/// A certificate authority with one server and one client certificate, for development alone. The authority's key is
/// gone once the set is made, so no further certificate can ever be issued in its name. All members are PEM.
/// </summary>
internal sealed record DevelopmentCertificateSet(
    string Authority, string ServerCertificate, string ServerKey, string ClientCertificate, string ClientKey)
{
    /// <summary>The common name of the client certificate.</summary>
    public const string ClientName = "dev-client";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastRemaining = TimeSpan.FromDays(1);

    /// <summary>A new set, valid for 90 days from an hour before <paramref name="now"/>.</summary>
    public static DevelopmentCertificateSet Create(DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = CreateAuthority(authorityKey, now);

        var serverNames = new SubjectAlternativeNameBuilder();
        serverNames.AddDnsName("localhost");
        serverNames.AddIpAddress(IPAddress.Loopback);
        serverNames.AddIpAddress(IPAddress.IPv6Loopback);

        var server = Issue(authority, "CN=localhost", ServerAuthentication, serverNames.Build());
        var client = Issue(authority, $"CN={ClientName}", ClientAuthentication, null);
        return new DevelopmentCertificateSet(
            authority.ExportCertificatePem() + "\n", server.Certificate, server.Key, client.Certificate, client.Key);
    }

    /// <summary>
    /// Whether both certificates come from this authority, have their keys, are for their role, and all three stay
    /// valid for more than a day.
    /// </summary>
    public bool IsUsable(DateTimeOffset now)
    {
        try
        {
            using var authority = X509Certificate2.CreateFromPem(Authority);
            using var server = X509Certificate2.CreateFromPem(ServerCertificate, ServerKey);
            using var client = X509Certificate2.CreateFromPem(ClientCertificate, ClientKey);
            return server.MatchesHostname("localhost")
                && client.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == ClientName
                && IsIssuedBy(server, authority, ServerAuthentication, now)
                && IsIssuedBy(client, authority, ClientAuthentication, now);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Not PEM, or a key that is not the certificate's.
            return false;
        }
    }

    private static X509Certificate2 CreateAuthority(ECDsa key, DateTimeOffset now)
    {
        // Each set's authority has a name of its own: an old client certificate then fails as "unknown issuer", not as
        // a forged signature.
        var name = $"CN=ActorTls development {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now - ClockSkew, now - ClockSkew + Lifetime);
    }

    private static (string Certificate, string Key) Issue(
        X509Certificate2 authority, string subject, string usage, X509Extension? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (names is not null) request.CertificateExtensions.Add(names);

        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7f | 0x40);
        using var issued = request.Create(authority, authority.NotBefore, authority.NotAfter, serial);
        return (issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static bool IsIssuedBy(
        X509Certificate2 certificate, X509Certificate2 authority, string usage, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        if (!chain.Build(certificate)) return false;

        var end = now.UtcDateTime + LeastRemaining;
        return certificate.NotAfter.ToUniversalTime() > end && authority.NotAfter.ToUniversalTime() > end;
    }
}
