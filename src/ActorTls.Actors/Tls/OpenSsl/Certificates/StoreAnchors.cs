using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Looks up the anchors in the store of a verification.</summary>
internal static class StoreAnchors
{
    /// <summary>Whether a certificate itself is an anchor.</summary>
    /// <param name="storeContext">The verification.</param>
    /// <param name="certificate">The certificate, which stays the caller's.</param>
    internal static bool Contain(nint storeContext, nint certificate)
    {
        var anchors = LibCrypto.X509_STORE_CTX_get1_certs(storeContext, LibCrypto.X509_get_subject_name(certificate));
        var isAnchor = false;
        while (anchors != 0 && LibCrypto.OPENSSL_sk_pop(anchors) is var anchor and not 0)
        {
            isAnchor |= LibCrypto.X509_cmp(anchor, certificate) == 0;
            LibCrypto.X509_free(anchor);
        }
        LibCrypto.OPENSSL_sk_free(anchors);
        return isAnchor;
    }
}
