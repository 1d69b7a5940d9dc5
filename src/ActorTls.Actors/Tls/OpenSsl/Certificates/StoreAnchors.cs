using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>Looks up the anchors in the store of a verification.</summary>
internal static class StoreAnchors
{
    /// <summary>Whether an anchor has a subject name.</summary>
    /// <param name="storeContext">The verification.</param>
    /// <param name="name">The name, which stays the caller's.</param>
    internal static bool HaveName(nint storeContext, nint name) => Any(storeContext, name, 0);

    /// <summary>Whether a certificate itself is an anchor.</summary>
    /// <param name="storeContext">The verification.</param>
    /// <param name="certificate">The certificate, which stays the caller's.</param>
    internal static bool Contain(nint storeContext, nint certificate) =>
        Any(storeContext, LibCrypto.X509_get_subject_name(certificate), certificate);

    /// <summary>Whether an anchor has a name and, unless 0 stands for it, is the certificate.</summary>
    private static bool Any(nint storeContext, nint name, nint certificate)
    {
        var anchors = LibCrypto.X509_STORE_CTX_get1_certs(storeContext, name);
        var isAny = false;
        while (anchors != 0 && LibCrypto.OPENSSL_sk_pop(anchors) is var anchor and not 0)
        {
            isAny |= certificate == 0 || LibCrypto.X509_cmp(anchor, certificate) == 0;
            LibCrypto.X509_free(anchor);
        }
        LibCrypto.OPENSSL_sk_free(anchors);
        return isAny;
    }
}
