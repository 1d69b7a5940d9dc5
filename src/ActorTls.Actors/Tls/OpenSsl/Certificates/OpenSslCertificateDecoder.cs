using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Revocation;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>OpenSSL's readers of certificates and revocation lists.</summary>
internal sealed class OpenSslCertificateDecoder : ICertificateDecoder
{
    public ICertificate? DecodeCertificate(ReadOnlySpan<byte> der) =>
        NativeCertificates.ParseCertificate(der) is { } certificate ? new OpenSslCertificate(certificate) : null;

    public IRevocationList? DecodeRevocationList(ReadOnlySpan<byte> der) =>
        NativeCertificates.ParseCrl(der) is { } list ? new OpenSslRevocationList(list) : null;
}
