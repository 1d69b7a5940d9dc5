using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>A list of <c>client-crl</c> or <c>server-crl</c>, and where it was read.</summary>
internal sealed class RevocationList(X509CrlHandle crl, FileReference file)
{
    internal X509CrlHandle Crl { get; } = crl;

    internal FileReference File { get; } = file;

    /// <summary>The name of the CA that issued it, in DER.</summary>
    internal byte[] IssuerName { get; } = NativeCertificates.EncodeName(LibCrypto.X509_CRL_get_issuer(crl));

    /// <summary>The name of the CA that issued it, for messages.</summary>
    internal string Issuer => CertificateText.NameOf(IssuerName);

    /// <summary>When it comes into force, in seconds since 1970; null when it does not say so in a form that can be read.</summary>
    internal long? Start { get; } = NativeCertificates.ToUnixTime(LibCrypto.X509_CRL_get0_lastUpdate(crl));

    /// <summary>When it ends, in seconds since 1970; null when it has no end that can be read.</summary>
    internal long? End { get; } = NativeCertificates.ToUnixTime(LibCrypto.X509_CRL_get0_nextUpdate(crl));

    internal bool IsInForce(long now) => Start <= now && End > now;

    /// <summary>Whether a CA has the name that the list names as its issuer's.</summary>
    internal bool Names(TrustAnchor authority) =>
        LibCrypto.X509_NAME_cmp(LibCrypto.X509_get_subject_name(authority.Certificate), LibCrypto.X509_CRL_get_issuer(Crl)) == 0;

    internal bool IsSignedBy(TrustAnchor authority)
    {
        var signed = LibCrypto.X509_CRL_verify(Crl, LibCrypto.X509_get0_pubkey(authority.Certificate)) == 1;
        LibCrypto.ERR_clear_error();
        return signed;
    }

    /// <summary>Whether the list, of the certificate's issuer, revokes it.</summary>
    internal unsafe bool Revokes(TrustAnchor certificate)
    {
        nint entry;
        return LibCrypto.X509_CRL_get0_by_cert(Crl, &entry, certificate.Certificate) == 1;
    }
}
