using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>A certificate of <c>client-ca</c> or <c>server-ca</c>, and where it was read.</summary>
internal sealed record TrustAnchor(X509Handle Certificate, FileReference File, string Subject)
{
    /// <summary>Whether it signed a certificate, as far as names, identifiers and the signature tell.</summary>
    internal bool HasIssued(TrustAnchor other)
    {
        var issued = LibCrypto.X509_check_issued(Certificate, other.Certificate) == Constants.X509_V_OK &&
            LibCrypto.X509_verify(other.Certificate.DangerousGetHandle(), LibCrypto.X509_get0_pubkey(Certificate)) == 1;
        LibCrypto.ERR_clear_error();
        return issued;
    }
}
