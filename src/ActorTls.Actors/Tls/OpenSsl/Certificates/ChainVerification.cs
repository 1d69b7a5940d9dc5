using System.Runtime.InteropServices;
using ActorTls.Configuration;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>
/// Callbacks that verify a peer's chain: by OpenSSL's own verification, and by <see cref="ChainExamination"/> for what OpenSSL leaves out.
/// The result for a client's chain is cached in <see cref="VerifiedChains"/>, and the channel is given the client's certificate and its end.
/// </summary>
internal static unsafe class ChainVerification
{
    /// <summary>OpenSSL calls this for each chain that a client sends. Only 1 accepts the chain. OpenSSL verifies next that the client has the key.</summary>
    [UnmanagedCallersOnly]
    internal static int OnVerifyClient(nint storeContext, nint argument)
    {
        try
        {
            if (OpenSslChannel.Current is ServerChannel channel) return VerifyClient(storeContext, channel);
        }
        catch
        {
            // The answer below refuses the peer.
        }
        LibCrypto.X509_STORE_CTX_set_error(storeContext, Constants.X509_V_ERR_APPLICATION_VERIFICATION);
        return 0;
    }

    /// <summary>The same for the chain of a server.</summary>
    [UnmanagedCallersOnly]
    internal static int OnVerifyServer(nint storeContext, nint argument)
    {
        try
        {
            if (OpenSslChannel.Current is ClientChannel { Profile: { } profile } channel)
                return LibCrypto.X509_verify_cert(storeContext) == 1 && IsAcceptable(storeContext, channel, profile) ? 1 : 0;
        }
        catch
        {
            // The answer below refuses the peer.
        }
        LibCrypto.X509_STORE_CTX_set_error(storeContext, Constants.X509_V_ERR_APPLICATION_VERIFICATION);
        return 0;
    }

    private static int VerifyClient(nint storeContext, ServerChannel channel)
    {
        var untrusted = LibCrypto.X509_STORE_CTX_get0_untrusted(storeContext);
        var chain = Encode(untrusted);
        var now = channel.UnixTime;
        var digest = VerifiedChains.Digest.Of(chain);
        if (channel.VerifiedChains.Find(digest, now) is not { } verified)
        {
            var trust = channel.ClientTrust!;
            if (LibCrypto.X509_verify_cert(storeContext) != 1 || !IsAcceptable(storeContext, channel, trust.Profile)) return 0;
            var end = Math.Min(EndOf(LibCrypto.X509_STORE_CTX_get0_chain(storeContext)), trust.NextRevocationChange(now));
            verified = new VerifiedChains.Verification(end, channel.ProfileViolation);
            channel.VerifiedChains.Add(digest, now, verified);
        }
        LibCrypto.X509_STORE_CTX_set_error(storeContext, Constants.X509_V_OK);
        channel.PeerVerified(chain[0], verified, LibCrypto.X509_get0_pubkey(LibCrypto.OPENSSL_sk_value(untrusted, 0)));
        return 1;
    }

    /// <summary>Examines what OpenSSL does not look at. It has verified the chain; the first certificate is the peer's.</summary>
    private static bool IsAcceptable(nint storeContext, OpenSslChannel channel, CertificateProfile? profile)
    {
        var chain = LibCrypto.X509_STORE_CTX_get0_chain(storeContext);
        var encoded = Encode(chain);
        var error = Constants.X509_V_ERR_CERT_REJECTED;
        var decision = ChainExamination.Examine(encoded, profile, leaf =>
        {
            var result = ConstrainedNames.Verify(chain, encoded[0], leaf);
            if (result == Constants.X509_V_OK) return null;
            error = result;
            return VerificationErrors.TextOf(result);
        });
        if (decision.Refusal is { } refusal)
        {
            channel.RefuseCertificate(refusal);
            LibCrypto.X509_STORE_CTX_set_error(storeContext, error);
            return false;
        }
        if (decision.ProfileViolation is { } violation) channel.NoteProfileViolation(violation);
        return true;
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
