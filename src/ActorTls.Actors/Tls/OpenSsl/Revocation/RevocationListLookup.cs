using System.Runtime.InteropServices;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// Several revocation lists of one name that CAs with different keys may have signed. Where lists have no key identifiers OpenSSL takes
/// the newest of the name, and refuses the peer when the issuer of its certificate did not sign that list. Here the signature decides
/// which lists are the issuer's (RFC 5280, section 6.3.3, step g). Installed only where it can matter, for it costs a signature more.
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

    /// <summary>Makes a store look for lists in this way.</summary>
    internal static void Install(X509StoreHandle store) => LibCrypto.X509_STORE_set_lookup_crls(store, &OnLookUp);

    private static nuint HashOfIssuer(X509CrlHandle list) =>
        LibCrypto.X509_NAME_hash_ex(LibCrypto.X509_CRL_get_issuer(list), 0, 0, null).Value;

    private static bool HasSigned(X509Handle anchor, IEnumerable<X509CrlHandle> lists) =>
        LibCrypto.X509_get0_pubkey(anchor) is var key and not 0 && lists.All(list => LibCrypto.X509_CRL_verify(list, key) == 1);

    /// <summary>Gives a stack of references to the lists of a name that count for the certificate under examination.</summary>
    [UnmanagedCallersOnly]
    private static nint OnLookUp(nint storeContext, nint issuerName)
    {
        var lists = LibCrypto.X509_STORE_CTX_get1_crls(storeContext, issuerName);
        if (lists == 0 || LibCrypto.OPENSSL_sk_num(lists) < 2) return lists;
        var current = LibCrypto.X509_STORE_CTX_get_current_cert(storeContext);
        var issuer = IssuerOf(current, storeContext);
        if (issuer == 0) return lists;

        // Where an anchor has the name, each list is of an anchor: that was verified when the policy was loaded.
        var areSignersKnown = StoreAnchors.HaveName(storeContext, issuerName);
        var key = LibCrypto.X509_get0_pubkey(issuer);
        for (var i = LibCrypto.OPENSSL_sk_num(lists) - 1; i >= 0; i--)
        {
            var list = LibCrypto.OPENSSL_sk_value(lists, i);
            if (key != 0 && LibCrypto.X509_CRL_verify(list, key) == 1) continue;
            // The list of an unknown CA may be the issuer's, with a damaged signature: it lets nobody in whom it revokes.
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

    /// <summary>The issuer in the chain; the anchor's is taken for its own. The chain's owner keeps it.</summary>
    private static nint IssuerOf(nint certificate, nint storeContext)
    {
        var chain = LibCrypto.X509_STORE_CTX_get0_chain(storeContext);
        var last = LibCrypto.OPENSSL_sk_num(chain) - 1;
        for (var i = 0; i <= last; i++)
            if (LibCrypto.OPENSSL_sk_value(chain, i) == certificate) return LibCrypto.OPENSSL_sk_value(chain, Math.Min(i + 1, last));
        return 0;
    }
}
