using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Revocation;

/// <summary>
/// OpenSSL's check of a chain against revocation lists, without the chain's anchor. An anchor is trusted because the policy names it, and is
/// revoked by taking it out of the policy. A list of its own issuer does not matter, so no error about an anchor refuses the peer. An error
/// about any other certificate does.
/// </summary>
internal static unsafe class RevocationCheck
{
    private static readonly delegate* unmanaged<nint, int> Check = FindOpenSslsOwn();

    /// <summary>Makes a store check revocation without the anchor.</summary>
    internal static void Install(X509StoreHandle store) => LibCrypto.X509_STORE_set_check_revocation(store, &OnCheck);

    /// <summary>Runs OpenSSL's own check. The callback is called for errors of this check alone.</summary>
    internal static int Run(nint storeContext, delegate* unmanaged<int, nint, int> onError)
    {
        var callback = LibCrypto.X509_STORE_CTX_get_verify_cb(storeContext);
        LibCrypto.X509_STORE_CTX_set_verify_cb(storeContext, onError);
        var result = Check(storeContext);
        LibCrypto.X509_STORE_CTX_set_verify_cb(storeContext, callback);
        return result;
    }

    [UnmanagedCallersOnly]
    private static int OnCheck(nint storeContext)
    {
        try
        {
            return Run(storeContext, &OnError);
        }
        catch
        {
            LibCrypto.X509_STORE_CTX_set_error(storeContext, Constants.X509_V_ERR_APPLICATION_VERIFICATION);
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    private static int OnError(int accepted, nint storeContext)
    {
        if (accepted == 1) return 1;
        if (!IsExcused(storeContext)) return 0;
        LibCrypto.X509_STORE_CTX_set_error(storeContext, Constants.X509_V_OK);
        return 1;
    }

    /// <summary>Whether the certificate with the error is an anchor, or comes after the anchor that ends the chain.</summary>
    private static bool IsExcused(nint storeContext)
    {
        if (LibCrypto.X509_STORE_CTX_get_error_depth(storeContext) >= LibCrypto.X509_STORE_CTX_get_num_untrusted(storeContext)) return true;

        // A client's own certificate may be an anchor beside that of its CA. OpenSSL takes the longer chain.
        return StoreAnchors.Contain(storeContext, LibCrypto.X509_STORE_CTX_get_current_cert(storeContext));
    }

    private static delegate* unmanaged<nint, int> FindOpenSslsOwn()
    {
        using var store = new X509StoreHandle(LibCrypto.X509_STORE_new());
        OpenSslException.ThrowIf(store.IsInvalid, "X509_STORE_new");
        var context = LibCrypto.X509_STORE_CTX_new();
        OpenSslException.ThrowIf(context == 0, "X509_STORE_CTX_new");
        try
        {
            OpenSslException.ThrowIf(LibCrypto.X509_STORE_CTX_init(context, store, 0, 0) != 1, "X509_STORE_CTX_init");
            return LibCrypto.X509_STORE_CTX_get_check_revocation(context);
        }
        finally
        {
            LibCrypto.X509_STORE_CTX_free(context);
        }
    }
}
