using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Tls.Certificates;

namespace ActorTls.Actors.Tests.Tls.Managed;

/// <summary>A certificate of .NET's.</summary>
internal sealed class ManagedCertificate(X509Certificate2 certificate) : ICertificate
{
    public DateTimeOffset? NotBefore => certificate.NotBefore;

    public DateTimeOffset? NotAfter => certificate.NotAfter;

    public AuthorityKind Authority =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true }
            ? AuthorityKind.BasicConstraints
            : AuthorityKind.None;

    internal byte[] SerialNumber => certificate.SerialNumberBytes.ToArray();

    public byte[] Encode() => certificate.RawData;

    public byte[] EncodeSubject() => certificate.SubjectName.RawData;

    public bool HasKey(IPrivateKey key) => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(((ManagedKey)key).PublicKey);

    public bool NamesAsIssuer(ICertificate issuer) => certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.EncodeSubject());

    public bool IsSignedBy(ICertificate issuer) => ((ManagedCertificate)issuer).HasSigned(certificate.RawData);

    /// <summary>Whether the signature of a certificate or a list, with ECDSA and SHA-256, is by this certificate's key.</summary>
    internal bool HasSigned(byte[] signed)
    {
        var outer = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
        var content = outer.ReadEncodedValue();
        outer.ReadSequence();
        using var key = certificate.GetECDsaPublicKey();
        return key is not null && key.VerifyData(
            content.Span, outer.ReadBitString(out _), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
