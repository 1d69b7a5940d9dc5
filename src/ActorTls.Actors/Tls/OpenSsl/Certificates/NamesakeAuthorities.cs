using System.Runtime.InteropServices;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// CAs of one name with different keys, as a CA leaves behind that was renewed with a new key. Where certificates have no key
/// identifiers OpenSSL takes the first anchor of the name, and refuses the peer when its key is not the one that signed. Here the
/// signature decides. That costs a signature more, so key identifiers are relied on unless anchors share a name.
/// </summary>
internal static unsafe class NamesakeAuthorities
{
    /// <summary>Whether two of these certificates have one name and different keys.</summary>
    internal static bool Exist(IEnumerable<X509Handle> anchors) => anchors
        .GroupBy(anchor => LibCrypto.X509_subject_name_hash(anchor).Value)
        .Any(namesakes => namesakes.Skip(1).Any(other => !HaveOneKey(namesakes.First(), other)));

    /// <summary>Makes a store look for issuers in this way.</summary>
    /// <param name="store">The store.</param>
    /// <param name="exist">Whether anchors of the store share a name.</param>
    internal static void Install(X509StoreHandle store, bool exist) =>
        LibCrypto.X509_STORE_set_get_issuer(store, exist ? &OnGetIssuer : &OnGetIssuerByIdentifiers);

    private static bool HaveOneKey(X509Handle left, X509Handle right) =>
        LibCrypto.EVP_PKEY_eq(LibCrypto.X509_get0_pubkey(left), LibCrypto.X509_get0_pubkey(right)) == 1;

    /// <summary>Gives a reference to the issuer of a certificate. 1 when there is one, 0 when there is none.</summary>
    [UnmanagedCallersOnly]
    private static int OnGetIssuer(nint* issuer, nint storeContext, nint certificate)
    {
        var found = LibCrypto.X509_STORE_CTX_get1_issuer(issuer, storeContext, certificate);
        return found == 1 ? Choose(issuer, storeContext, certificate) : found;
    }

    /// <summary>The same, but where both certificates have key identifiers, which OpenSSL has compared, no signature is verified.</summary>
    [UnmanagedCallersOnly]
    private static int OnGetIssuerByIdentifiers(nint* issuer, nint storeContext, nint certificate)
    {
        var found = LibCrypto.X509_STORE_CTX_get1_issuer(issuer, storeContext, certificate);
        if (found != 1 || (LibCrypto.X509_get0_authority_key_id(certificate) != 0 && LibCrypto.X509_get0_subject_key_id(*issuer) != 0)) return found;
        return Choose(issuer, storeContext, certificate);
    }

    /// <summary>
    /// Replaces an issuer that did not sign by an anchor of its name that did. Where there is none, OpenSSL keeps the issuer, and refuses
    /// the peer for the signature; but it gets none where the chain can end in another way.
    /// </summary>
    private static int Choose(nint* issuer, nint storeContext, nint certificate)
    {
        if (IsSignedBy(certificate, *issuer)) return 1;
        var isSigned = false;
        var namesakes = LibCrypto.X509_STORE_CTX_get1_certs(storeContext, LibCrypto.X509_get_issuer_name(certificate));
        while (namesakes != 0 && LibCrypto.OPENSSL_sk_pop(namesakes) is var namesake and not 0)
        {
            if (HasIssued(namesake, certificate) && (!isSigned || EndOf(namesake) > EndOf(*issuer)))
            {
                (*issuer, namesake) = (namesake, *issuer);
                isSigned = true;
            }
            LibCrypto.X509_free(namesake);
        }
        LibCrypto.OPENSSL_sk_free(namesakes);
        var isNone = !isSigned && (IsPeerAnchor(storeContext) || IsIssuerSent(storeContext, certificate));
        LibCrypto.ERR_clear_error();
        if (!isNone) return 1;
        LibCrypto.X509_free(*issuer);
        *issuer = 0;
        return 0;
    }

    /// <summary>Whether the peer's own certificate is an anchor, and needs no issuer.</summary>
    private static bool IsPeerAnchor(nint storeContext) =>
        StoreAnchors.Contain(storeContext, LibCrypto.X509_STORE_CTX_get0_cert(storeContext));

    /// <summary>
    /// Whether the peer has sent the issuer, which is no anchor and has the name of one. Only the first of the name is looked at, so that
    /// a peer cannot have many signatures verified.
    /// </summary>
    private static bool IsIssuerSent(nint storeContext, nint certificate)
    {
        var sent = LibCrypto.X509_STORE_CTX_get0_untrusted(storeContext);
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(sent); i++)
            if (LibCrypto.OPENSSL_sk_value(sent, i) is var issuer && LibCrypto.X509_check_issued(issuer, certificate) == Constants.X509_V_OK)
                return IsSignedBy(certificate, issuer);
        return false;
    }

    private static bool HasIssued(nint issuer, nint certificate) =>
        LibCrypto.X509_check_issued(issuer, certificate) == Constants.X509_V_OK && IsSignedBy(certificate, issuer);

    private static bool IsSignedBy(nint certificate, nint issuer)
    {
        var key = LibCrypto.X509_get0_pubkey(issuer);
        return key != 0 && LibCrypto.X509_verify(certificate, key) == 1;
    }

    private static long EndOf(nint certificate) => NativeCertificates.ToUnixTime(LibCrypto.X509_get0_notAfter(certificate)) ?? long.MinValue;
}
