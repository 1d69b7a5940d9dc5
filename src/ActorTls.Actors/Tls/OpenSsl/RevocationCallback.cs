using System.Runtime.InteropServices;

namespace ActorTls.Tls.OpenSsl;

/// <summary>What OpenSSL asks about each certificate of a chain, of clients and of servers.</summary>
internal static class RevocationCallback
{
    /// <summary>
    /// Installed where CRLs are. With them OpenSSL wants one for the anchor too, which where the anchor is an
    /// intermediate would be its issuer's. An anchor is trusted because the policy names it; to revoke it is to take it
    /// out. A peer's own certificate is never excused.
    /// </summary>
    [UnmanagedCallersOnly]
    internal static int OnVerify(int accepted, nint storeContext)
    {
        try
        {
            return Decide(accepted, storeContext);
        }
        catch
        {
            return 0;
        }
    }

    /// <summary>The same, for another callback.</summary>
    internal static int Decide(int accepted, nint storeContext)
    {
        if (accepted == 1) return 1;
        var error = LibCrypto.X509_STORE_CTX_get_error(storeContext);
        var depth = LibCrypto.X509_STORE_CTX_get_error_depth(storeContext);
        var anchor = LibCrypto.OPENSSL_sk_num(LibCrypto.X509_STORE_CTX_get0_chain(storeContext)) - 1;
        if (error is not (Constants.X509_V_ERR_UNABLE_TO_GET_CRL or Constants.X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER) ||
            depth == 0 || depth != anchor) return 0;
        LibCrypto.X509_STORE_CTX_set_error(storeContext, 0);
        return 1;
    }
}
