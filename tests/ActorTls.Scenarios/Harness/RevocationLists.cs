using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Harness;

/// <summary>Revocation lists of the tests' authorities.</summary>
internal static class RevocationLists
{
    /// <summary>In PEM, good for a day.</summary>
    public static string Pem(X509Certificate2 issuer, params IssuedCertificate[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
        {
            using var parsed = X509Certificate2.CreateFromPem(certificate.CertificatePem);
            builder.AddEntry(parsed);
        }
        var now = DateTimeOffset.UtcNow;
        var list = builder.Build(issuer, BigInteger.One, now.AddDays(1), HashAlgorithmName.SHA256, thisUpdate: now.AddHours(-1));
        return PemEncoding.WriteString("X509 CRL", list) + "\n";
    }
}
