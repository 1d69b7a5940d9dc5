using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Tls;

internal static class RevocationList
{
    /// <summary>A CRL in DER.</summary>
    internal static byte[] Of(X509Certificate2 issuer, params IssuedCertificate[] revoked) => Until(DateTimeOffset.UtcNow.AddDays(1), issuer, revoked);

    internal static byte[] Until(DateTimeOffset nextUpdate, X509Certificate2 issuer, params IssuedCertificate[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
        {
            using var parsed = X509Certificate2.CreateFromPem(certificate.CertificatePem);
            builder.AddEntry(parsed);
        }
        return builder.Build(issuer, BigInteger.One, nextUpdate, HashAlgorithmName.SHA256, thisUpdate: nextUpdate.AddDays(-5));
    }
}
