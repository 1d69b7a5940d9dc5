using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Revocation;

/// <summary>
/// Several revocation lists with one issuer's name that CAs with different keys may have signed. Where lists have no key identifiers,
/// OpenSSL takes the newest list of the name, and refuses the peer when another key signed that list. This callback chooses by the
/// signature (RFC 5280, section 6.3.3, step g). It is installed only where names mislead, since it verifies one more signature of each list.
/// </summary>
internal static unsafe class RevocationListLookup
{
    /// <summary>Whether there are lists of one name of which no single anchor signed all.</summary>
    internal static bool IsNeeded(IReadOnlyCollection<X509Handle> anchors, IEnumerable<X509CrlHandle> lists)
    {
        var isNeeded = lists.GroupBy(HashOfIssuer).Any(namesakes =>
            namesakes.Skip(1).Any() && !anchors.Any(anchor => LibCrypto.X509_subject_name_hash(anchor).Value == namesakes.Key && HasSigned(anchor, namesakes)));
        LibCrypto.ERR_clear_error();
        return isNeeded;
    }

    /// <summary>Makes a store choose lists by the signature.</summary>
    internal static void Install(X509StoreHandle store) => LibCrypto.X509_STORE_set_lookup_crls(store, &OnLookUp);

    private static nuint HashOfIssuer(X509CrlHandle list) =>
        LibCrypto.X509_NAME_hash_ex(LibCrypto.X509_CRL_get_issuer(list), 0, 0, null).Value;

    private static bool HasSigned(X509Handle anchor, IEnumerable<X509CrlHandle> lists) =>
        LibCrypto.X509_get0_pubkey(anchor) is var key and not 0 && lists.All(list => LibCrypto.X509_CRL_verify(list, key) == 1);

    /// <summary>Gives a stack of references to the lists of an issuer's name that count for the current certificate.</summary>
    [UnmanagedCallersOnly]
    private static nint OnLookUp(nint storeContext, nint issuerName)
    {
        var lists = LibCrypto.X509_STORE_CTX_get1_crls(storeContext, issuerName);
        if (lists == 0 || LibCrypto.OPENSSL_sk_num(lists) < 2) return lists;
        var current = LibCrypto.X509_STORE_CTX_get_current_cert(storeContext);
        var issuer = IssuerOf(current, storeContext);
        if (issuer == 0) return lists;

        // Where an anchor has the name, an anchor signed each list: the policy was refused otherwise.
        var areSignersKnown = StoreAnchors.HaveName(storeContext, issuerName);
        var key = LibCrypto.X509_get0_pubkey(issuer);
        for (var i = LibCrypto.OPENSSL_sk_num(lists) - 1; i >= 0; i--)
        {
            var list = LibCrypto.OPENSSL_sk_value(lists, i);
            if (key != 0 && LibCrypto.X509_CRL_verify(list, key) == 1) continue;
            // A list that no known CA signed may be the issuer's with a damaged signature. It lets nobody in whom it revokes.
            if (!areSignersKnown && Revokes(list, current)) continue;
            LibCrypto.X509_CRL_free(LibCrypto.OPENSSL_sk_delete(lists, i));
        }
        LibCrypto.ERR_clear_error();
        return lists;
    }

    private static bool Revokes(nint list, nint certificate)
    {
        nint entry;
        return LibCrypto.X509_CRL_get0_by_cert(list, &entry, certificate) != 0;
    }

    /// <summary>The issuer of a certificate of the chain, or 0; an anchor counts as its own issuer. The chain owns the result.</summary>
    private static nint IssuerOf(nint certificate, nint storeContext)
    {
        var chain = LibCrypto.X509_STORE_CTX_get0_chain(storeContext);
        var last = LibCrypto.OPENSSL_sk_num(chain) - 1;
        for (var i = 0; i <= last; i++)
            if (LibCrypto.OPENSSL_sk_value(chain, i) == certificate) return LibCrypto.OPENSSL_sk_value(chain, Math.Min(i + 1, last));
        return 0;
    }
}
