using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl.Revocation;

/// <summary>A revocation list for the time that a policy is loaded. The loaded policy keeps the handle alone.</summary>
internal sealed class OpenSslRevocationList(X509CrlHandle handle) : IRevocationList
{
    internal X509CrlHandle Handle { get; } = handle;

    public byte[] IssuerName { get; } = NativeCertificates.EncodeName(LibCrypto.X509_CRL_get_issuer(handle));

    public DateTimeOffset? ThisUpdate { get; } = NativeCertificates.ToTime(LibCrypto.X509_CRL_get0_lastUpdate(handle));

    public DateTimeOffset? NextUpdate { get; } = NativeCertificates.ToTime(LibCrypto.X509_CRL_get0_nextUpdate(handle));

    public bool IsDelta => LibCrypto.X509_CRL_get_ext_by_NID(Handle, Constants.NID_delta_crl, -1) >= 0;

    public byte[]? IssuingDistributionPoint => NativeCertificates.FindExtension(Handle, Constants.NID_issuing_distribution_point);

    public bool NamesAsIssuer(ICertificate authority) => LibCrypto.X509_NAME_cmp(
        LibCrypto.X509_get_subject_name(OpenSslCertificate.HandleOf(authority)), LibCrypto.X509_CRL_get_issuer(Handle)) == 0;

    public bool IsSignedBy(ICertificate authority)
    {
        var signed = LibCrypto.X509_CRL_verify(Handle, LibCrypto.X509_get0_pubkey(OpenSslCertificate.HandleOf(authority))) == 1;
        LibCrypto.ERR_clear_error();
        return signed;
    }

    public unsafe bool Revokes(ICertificate certificate)
    {
        nint entry;
        return LibCrypto.X509_CRL_get0_by_cert(Handle, &entry, OpenSslCertificate.HandleOf(certificate)) == 1;
    }

    public string? Refute(RevocationListScope scope, ICertificate? authority, DateTimeOffset now) => RevocationListProof.Refute(
        this, scope, authority is null ? null : OpenSslCertificate.HandleOf(authority), now.ToUnixTimeSeconds());
}
