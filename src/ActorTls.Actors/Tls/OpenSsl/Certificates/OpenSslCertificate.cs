using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>A certificate for the time that a policy is loaded. The loaded policy keeps the handle alone.</summary>
internal sealed class OpenSslCertificate(X509Handle handle) : ICertificate
{
    internal X509Handle Handle { get; } = handle;

    public DateTimeOffset? NotBefore => NativeCertificates.ToTime(LibCrypto.X509_get0_notBefore(Handle));

    public DateTimeOffset? NotAfter => NativeCertificates.ToTime(LibCrypto.X509_get0_notAfter(Handle));

    // OpenSSL's 3 to 5 mean a self-signed certificate of version 1, the key usage, and an extension of Netscape's.
    public AuthorityKind Authority => LibCrypto.X509_check_ca(Handle) switch
    {
        0 => AuthorityKind.None,
        1 => AuthorityKind.BasicConstraints,
        _ => AuthorityKind.Legacy,
    };

    public byte[] Encode() => NativeCertificates.Encode(Handle) ?? [];

    public byte[] EncodeSubject() => NativeCertificates.EncodeName(LibCrypto.X509_get_subject_name(Handle));

    public bool HasKey(IPrivateKey key)
    {
        var matches = LibCrypto.X509_check_private_key(Handle, (PrivateKeyHandle)key) == 1;
        LibCrypto.ERR_clear_error();
        return matches;
    }

    public bool NamesAsIssuer(ICertificate issuer) => LibCrypto.X509_check_issued(HandleOf(issuer), Handle) == Constants.X509_V_OK;

    public bool IsSignedBy(ICertificate issuer)
    {
        var signed = LibCrypto.X509_verify(Handle.DangerousGetHandle(), LibCrypto.X509_get0_pubkey(HandleOf(issuer))) == 1;
        LibCrypto.ERR_clear_error();
        return signed;
    }

    /// <summary>The handle of a certificate that <see cref="OpenSslCertificateDecoder"/> or <see cref="Pkcs12Bundle"/> made.</summary>
    internal static X509Handle HandleOf(ICertificate certificate) => ((OpenSslCertificate)certificate).Handle;
}
