using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>
/// OpenSSL verifies every chain with <c>X509_V_FLAG_X509_STRICT</c>. Under the compatible profile this callback accepts violations that are
/// common, and notes the first for the log.
/// </summary>
internal static class ProfileCallback
{
    /// <summary>OpenSSL calls this for each certificate of a chain, and for each error, under the compatible profile.</summary>
    [UnmanagedCallersOnly]
    internal static int OnVerify(int accepted, nint storeContext)
    {
        try
        {
            if (accepted != 1 && IsCommon(storeContext))
            {
                OpenSslChannel.Current?.NoteProfileViolation(VerificationErrors.TextOf(LibCrypto.X509_STORE_CTX_get_error(storeContext)));
                LibCrypto.X509_STORE_CTX_set_error(storeContext, Constants.X509_V_OK);
                return 1;
            }
            return accepted;
        }
        catch
        {
            return 0;
        }
    }

    private static bool IsCommon(nint storeContext)
    {
        var error = LibCrypto.X509_STORE_CTX_get_error(storeContext);
        return error switch
        {
            // A chain of one is a pinned certificate, which the operator has chosen as it is. Nothing that it signed is accepted.
            Constants.X509_V_ERR_INVALID_CA or Constants.X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA =>
                LibCrypto.OPENSSL_sk_num(LibCrypto.X509_STORE_CTX_get0_chain(storeContext)) == 1,
            >= Constants.X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA and <= Constants.X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3 => true,
            _ => false,
        };
    }
}
