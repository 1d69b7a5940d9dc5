using System.Runtime.InteropServices;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// CAs of one name with different keys, as a CA leaves behind that was renewed with a new key. Where certificates have no key
/// identifiers OpenSSL takes the first anchor of the name, and refuses the peer when its key is not the one that signed. Here the
/// signature decides. Installed only where it can matter, for it costs a signature more.
/// </summary>
internal static unsafe class NamesakeAuthorities
{
    /// <summary>Whether two of these certificates have one name and different keys.</summary>
    internal static bool Exist(IEnumerable<X509Handle> anchors) => anchors
        .GroupBy(anchor => LibCrypto.X509_subject_name_hash(anchor).Value)
        .Any(namesakes => namesakes.Skip(1).Any(other => !HaveOneKey(namesakes.First(), other)));

    /// <summary>
    /// Whether some of these certificates are peers' own beside those of CAs. The issuer of a peer's own need not be an anchor, and an
    /// anchor may have its name.
    /// </summary>
    internal static bool MayExistForPinned(IEnumerable<X509Handle> anchors) =>
        anchors.Select(anchor => LibCrypto.X509_check_ca(anchor) == 0).Distinct().Count() > 1;

    /// <summary>Makes a store look for issuers in this way.</summary>
    internal static void Install(X509StoreHandle store) => LibCrypto.X509_STORE_set_get_issuer(store, &OnGetIssuer);

    private static bool HaveOneKey(X509Handle left, X509Handle right) =>
        LibCrypto.EVP_PKEY_eq(LibCrypto.X509_get0_pubkey(left), LibCrypto.X509_get0_pubkey(right)) == 1;

    /// <summary>
    /// Gives a reference to the issuer of a certificate. 1 when there is one, 0 when there is none. Where no anchor of the name has
    /// signed, OpenSSL gets one of the name to refuse the peer for, but not when the peer's own certificate is an anchor, which needs
    /// no issuer.
    /// </summary>
    [UnmanagedCallersOnly]
    private static int OnGetIssuer(nint* issuer, nint storeContext, nint certificate)
    {
        var found = LibCrypto.X509_STORE_CTX_get1_issuer(issuer, storeContext, certificate);
        if (found != 1 || IsSignedBy(certificate, *issuer)) return found;

        var namesakes = LibCrypto.X509_STORE_CTX_get1_certs(storeContext, LibCrypto.X509_get_issuer_name(certificate));
        while (namesakes != 0 && LibCrypto.OPENSSL_sk_pop(namesakes) is var namesake and not 0)
        {
            if (LibCrypto.X509_check_issued(namesake, certificate) == Constants.X509_V_OK && IsSignedBy(certificate, namesake) &&
                (!IsSignedBy(certificate, *issuer) || EndOf(namesake) > EndOf(*issuer)))
                (*issuer, namesake) = (namesake, *issuer);
            LibCrypto.X509_free(namesake);
        }
        LibCrypto.OPENSSL_sk_free(namesakes);
        var isPinned = !IsSignedBy(certificate, *issuer) && StoreAnchors.Contain(storeContext, LibCrypto.X509_STORE_CTX_get0_cert(storeContext));
        LibCrypto.ERR_clear_error();
        if (!isPinned) return 1;
        LibCrypto.X509_free(*issuer);
        *issuer = 0;
        return 0;
    }

    private static bool IsSignedBy(nint certificate, nint issuer)
    {
        var key = LibCrypto.X509_get0_pubkey(issuer);
        return key != 0 && LibCrypto.X509_verify(certificate, key) == 1;
    }

    private static long EndOf(nint certificate) => NativeCertificates.ToUnixTime(LibCrypto.X509_get0_notAfter(certificate)) ?? long.MinValue;
}
