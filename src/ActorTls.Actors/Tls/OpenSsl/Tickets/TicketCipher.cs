using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Tickets;

/// <summary>
/// The cipher of session tickets. It is fetched once a process, since a look-up by name is much slower than the use of the cipher.
/// </summary>
internal static unsafe class TicketCipher
{
    private static readonly Lazy<CipherHandle> Lazy = new(Fetch, LazyThreadSafetyMode.PublicationOnly);

    internal static CipherHandle Handle => Lazy.Value;

    /// <summary>Fetches the cipher, so that its absence is an error before any ticket is written.</summary>
    /// <exception cref="OpenSslException">OpenSSL lacks the cipher.</exception>
    internal static void Require() => _ = Lazy.Value;

    private static CipherHandle Fetch()
    {
        fixed (byte* name = "AES-256-CBC"u8)
        {
            var cipher = new CipherHandle(LibCrypto.EVP_CIPHER_fetch(0, name, null));
            OpenSslException.ThrowIf(cipher.IsInvalid, "EVP_CIPHER_fetch AES-256-CBC");
            return cipher;
        }
    }
}
