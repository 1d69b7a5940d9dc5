namespace ActorTls.Tls.OpenSsl;

/// <summary>Looks for anchors in the store of a verification (an <c>X509_STORE_CTX</c>) that is under way.</summary>
internal static class StoreAnchors
{
    /// <summary>Whether an anchor has a subject name.</summary>
    internal static bool HaveName(nint storeContext, nint name) => Any(storeContext, name, 0);

    /// <summary>Whether a certificate is an anchor.</summary>
    internal static bool Contain(nint storeContext, nint certificate) =>
        Any(storeContext, LibCrypto.X509_get_subject_name(certificate), certificate);

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
