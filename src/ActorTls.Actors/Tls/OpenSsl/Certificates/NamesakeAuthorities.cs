using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>
/// CAs with one name and different keys, such as a CA before and after a renewal of its key. Where certificates have no key identifiers,
/// OpenSSL takes the first anchor of the name, and refuses the peer when another key signed. These callbacks choose by the signature, at
/// the cost of one verification more. They rely on key identifiers where no anchors share a name.
/// </summary>
internal static unsafe class NamesakeAuthorities
{
    /// <summary>Whether two of these certificates have one name and different keys.</summary>
    internal static bool Exist(IEnumerable<X509Handle> anchors) => anchors
        .GroupBy(anchor => LibCrypto.X509_subject_name_hash(anchor).Value)
        .Any(namesakes => namesakes.Skip(1).Any(other => !HaveOneKey(namesakes.First(), other)));

    /// <summary>Makes a store choose issuers by the signature.</summary>
    /// <param name="store">The store.</param>
    /// <param name="exist">Whether anchors of the store share a name.</param>
    internal static void Install(X509StoreHandle store, bool exist) =>
        LibCrypto.X509_STORE_set_get_issuer(store, exist ? &OnGetIssuer : &OnGetIssuerByIdentifiers);

    private static bool HaveOneKey(X509Handle left, X509Handle right) =>
        LibCrypto.EVP_PKEY_eq(LibCrypto.X509_get0_pubkey(left), LibCrypto.X509_get0_pubkey(right)) == 1;

    /// <summary>Gives a reference to the issuer of a certificate. Returns 1 when there is an issuer, else 0.</summary>
    [UnmanagedCallersOnly]
    private static int OnGetIssuer(nint* issuer, nint storeContext, nint certificate)
    {
        var found = LibCrypto.X509_STORE_CTX_get1_issuer(issuer, storeContext, certificate);
        return found == 1 ? Choose(issuer, storeContext, certificate) : found;
    }

    /// <summary>The same, but OpenSSL's comparison of key identifiers counts where both certificates have one.</summary>
    [UnmanagedCallersOnly]
    private static int OnGetIssuerByIdentifiers(nint* issuer, nint storeContext, nint certificate)
    {
        var found = LibCrypto.X509_STORE_CTX_get1_issuer(issuer, storeContext, certificate);
        if (found != 1 || (LibCrypto.X509_get0_authority_key_id(certificate) != 0 && LibCrypto.X509_get0_subject_key_id(*issuer) != 0)) return found;
        return Choose(issuer, storeContext, certificate);
    }

    /// <summary>
    /// Replaces an issuer that did not sign by an anchor of its name that did. Where no anchor did, OpenSSL keeps the issuer and refuses the
    /// peer for the signature. But OpenSSL gets no issuer where the chain can go on or end without one.
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
        var isNone = !isSigned && (IsAnchor(storeContext, certificate) || IsIssuerSent(storeContext, certificate));
        LibCrypto.ERR_clear_error();
        if (!isNone) return 1;
        LibCrypto.X509_free(*issuer);
        *issuer = 0;
        return 0;
    }

    /// <summary>Whether a certificate is an anchor, or the peer's own is one: then no issuer is needed.</summary>
    private static bool IsAnchor(nint storeContext, nint certificate) => StoreAnchors.Contain(storeContext, certificate) ||
        StoreAnchors.Contain(storeContext, LibCrypto.X509_STORE_CTX_get0_cert(storeContext));

    /// <summary>
    /// Whether the peer sent the issuer, which is no anchor but has the name of one. A certificate that signed itself leads to no anchor.
    /// Only the first certificate of the name is examined, so that a peer cannot make the server verify many signatures.
    /// </summary>
    private static bool IsIssuerSent(nint storeContext, nint certificate)
    {
        var sent = LibCrypto.X509_STORE_CTX_get0_untrusted(storeContext);
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(sent); i++)
            if (LibCrypto.OPENSSL_sk_value(sent, i) is var issuer && LibCrypto.X509_check_issued(issuer, certificate) == Constants.X509_V_OK)
                return IsSignedBy(certificate, issuer) && !HasIssued(issuer, issuer);
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
