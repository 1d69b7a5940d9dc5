using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>
/// Anchors with one name and different keys, such as a CA before and after a renewal of its key; and an anchor beside the namesake of its
/// own issuer. Where certificates and lists have no key identifiers, OpenSSL takes the first anchor of the name, and refuses the peer when
/// another key signed. These callbacks choose by the signature. They are installed only where names mislead, since they verify one more
/// signature.
/// </summary>
internal static unsafe class NamesakeAuthorities
{
    /// <summary>
    /// Whether two of these certificates have one name and different keys, or one seems to be the issuer of another and is not.
    /// </summary>
    internal static bool Exist(IReadOnlyCollection<X509Handle> anchors)
    {
        var byName = anchors.ToLookup(anchor => LibCrypto.X509_subject_name_hash(anchor).Value);
        return byName.Any(namesakes => namesakes.Skip(1).Any(other => !HaveOneKey(namesakes.First(), other))) ||
            anchors.Any(anchor => byName[LibCrypto.X509_issuer_name_hash(anchor).Value].Any(issuer => SeemsIssuer(issuer, anchor)));
    }

    /// <summary>Makes a store choose issuers and lists by the signature.</summary>
    internal static void Install(X509StoreHandle store)
    {
        LibCrypto.X509_STORE_set_get_issuer(store, &OnGetIssuer);
        LibCrypto.X509_STORE_set_lookup_crls(store, &OnLookUpLists);
    }

    /// <summary>Whether a certificate is the issuer of another by its name and identifiers, but not by the signature.</summary>
    private static bool SeemsIssuer(X509Handle issuer, X509Handle certificate)
    {
        if (issuer == certificate || LibCrypto.X509_check_issued(issuer, certificate) != Constants.X509_V_OK) return false;
        var seems = !IsSignedBy(certificate.DangerousGetHandle(), issuer.DangerousGetHandle());
        LibCrypto.ERR_clear_error();
        return seems;
    }

    private static bool HaveOneKey(X509Handle left, X509Handle right) =>
        LibCrypto.EVP_PKEY_eq(LibCrypto.X509_get0_pubkey(left), LibCrypto.X509_get0_pubkey(right)) == 1;

    /// <summary>Gives a reference to the issuer of a certificate. Returns 1 when there is an issuer, else 0.</summary>
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
        // An anchor needs no issuer. Of any other certificate OpenSSL finds that the signature is not the issuer's.
        var isComplete = !IsSignedBy(certificate, *issuer) && StoreAnchors.Contain(storeContext, certificate);
        LibCrypto.ERR_clear_error();
        if (!isComplete) return 1;
        LibCrypto.X509_free(*issuer);
        *issuer = 0;
        return 0;
    }

    /// <summary>Gives a stack of references to the lists of an issuer's name that the issuer of the current certificate signed.</summary>
    [UnmanagedCallersOnly]
    private static nint OnLookUpLists(nint storeContext, nint issuerName)
    {
        var lists = LibCrypto.X509_STORE_CTX_get1_crls(storeContext, issuerName);
        var issuer = IssuerOfCurrent(storeContext);
        if (lists == 0 || issuer == 0) return lists;

        var signed = LibCrypto.OPENSSL_sk_new_null();
        while (LibCrypto.OPENSSL_sk_pop(lists) is var list and not 0)
        {
            var key = LibCrypto.X509_get0_pubkey(issuer);
            if (key == 0 || LibCrypto.X509_CRL_verify(list, key) != 1 || LibCrypto.OPENSSL_sk_push(signed, list) <= 0)
                LibCrypto.X509_CRL_free(list);
        }
        LibCrypto.OPENSSL_sk_free(lists);
        LibCrypto.ERR_clear_error();
        return signed;
    }

    private static bool IsSignedBy(nint certificate, nint issuer)
    {
        var key = LibCrypto.X509_get0_pubkey(issuer);
        return key != 0 && LibCrypto.X509_verify(certificate, key) == 1;
    }

    private static long EndOf(nint certificate) => NativeCertificates.ToUnixTime(LibCrypto.X509_get0_notAfter(certificate)) ?? long.MinValue;

    /// <summary>The issuer of the certificate whose revocation is being checked; an anchor counts as its own issuer. The chain owns the result.</summary>
    private static nint IssuerOfCurrent(nint storeContext)
    {
        var chain = LibCrypto.X509_STORE_CTX_get0_chain(storeContext);
        var last = LibCrypto.OPENSSL_sk_num(chain) - 1;
        var current = LibCrypto.X509_STORE_CTX_get_current_cert(storeContext);
        for (var i = 0; i <= last; i++)
            if (LibCrypto.OPENSSL_sk_value(chain, i) == current) return LibCrypto.OPENSSL_sk_value(chain, Math.Min(i + 1, last));
        return 0;
    }
}
