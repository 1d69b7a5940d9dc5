using System.Runtime.InteropServices;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// Verifies a client's chain in place of OpenSSL, by OpenSSL, but for a chain that has verified lately. Notes for the
/// channel what the client showed and until when it is good.
/// </summary>
internal static unsafe class ChainVerification
{
    /// <summary>OpenSSL asks this for each chain that a client sends. Only 1 lets it in; whether it has the key is asked next.</summary>
    [UnmanagedCallersOnly]
    internal static int OnVerify(nint storeContext, nint argument)
    {
        try
        {
            if (OpenSslChannel.Current is ServerChannel channel) return Verify(storeContext, channel);
        }
        catch
        {
            // answered below
        }
        LibCrypto.X509_STORE_CTX_set_error(storeContext, Constants.X509_V_ERR_APPLICATION_VERIFICATION);
        return 0;
    }

    private static int Verify(nint storeContext, ServerChannel channel)
    {
        var untrusted = LibCrypto.X509_STORE_CTX_get0_untrusted(storeContext);
        var chain = Encode(untrusted);
        var now = channel.UnixTime;
        var digest = VerifiedChains.Digest.Of(chain);
        var end = channel.VerifiedChains.Find(digest, now);
        if (end is null)
        {
            var result = LibCrypto.X509_verify_cert(storeContext);
            if (result != 1) return 0;
            end = Math.Min(EndOf(LibCrypto.X509_STORE_CTX_get0_chain(storeContext)), channel.ClientTrust!.NextRevocationChange(now));
            channel.VerifiedChains.Add(digest, now, end.Value);
        }
        LibCrypto.X509_STORE_CTX_set_error(storeContext, Constants.X509_V_OK);
        channel.PeerVerified(chain[0], end.Value, LibCrypto.X509_get0_pubkey(LibCrypto.OPENSSL_sk_value(untrusted, 0)));
        return 1;
    }

    private static byte[][] Encode(nint chain)
    {
        var encoded = new byte[LibCrypto.OPENSSL_sk_num(chain)][];
        for (var i = 0; i < encoded.Length; i++)
        {
            var certificate = NativeCertificates.Encode(LibCrypto.OPENSSL_sk_value(chain, i));
            OpenSslException.ThrowIf(certificate is null, "i2d_X509");
            encoded[i] = certificate!;
        }
        return encoded;
    }

    private static long EndOf(nint chain)
    {
        var end = long.MaxValue;
        for (var i = LibCrypto.OPENSSL_sk_num(chain) - 1; i >= 0; i--)
        {
            var certificate = LibCrypto.OPENSSL_sk_value(chain, i);
            var notAfter = NativeCertificates.ToUnixTime(LibCrypto.X509_get0_notAfter(certificate));
            OpenSslException.ThrowIf(notAfter is null, "ASN1_TIME_to_tm");
            end = Math.Min(end, notAfter!.Value);
        }
        return end;
    }
}
