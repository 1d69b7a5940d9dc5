using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Tickets;

namespace ActorTls.Tls.OpenSsl.Tickets;

/// <summary>
/// Callbacks of OpenSSL for writing and reading session tickets. OpenSSL does not verify a chain again on resumption:
/// <see cref="TicketData"/> holds the client's certificate, and until when it is good.
/// </summary>
internal static unsafe class TicketCallbacks
{
    private const int IvLength = 16;
    private const int Error = -1, Unknown = 0, Usable = 1, UsableWithRenewal = 2;

    /// <summary>Seconds after which a client proves again that it has its key, however often its tickets are renewed.</summary>
    private const long LongestWithoutFullHandshake = 7 * 24 * 60 * 60;

    [UnmanagedCallersOnly]
    internal static int OnTicketKey(nint ssl, byte* name, byte* iv, nint cipherContext, nint macContext, int encrypt)
    {
        try
        {
            if (OpenSslChannel.Current is not ServerChannel { Tickets: { } ring } channel) return Error;
            // With TLS 1.2 the ticket was promised before the certificate came. This answer sends an empty ticket (RFC 5077, section 3.3).
            if (encrypt == 1 && !TicketData.Fits(channel.VerifiedCertificate)) return Unknown;
            return encrypt == 1
                ? Encrypt(ring, name, iv, cipherContext, macContext)
                : Decrypt(ring, name, iv, cipherContext, macContext);
        }
        catch
        {
            return Error;
        }
    }

    [UnmanagedCallersOnly]
    internal static int OnGenerate(nint ssl, nint argument)
    {
        try
        {
            return OpenSslChannel.Current is ServerChannel channel && WriteData(ssl, channel) ? 1 : 0;
        }
        catch
        {
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    internal static int OnDecrypted(nint ssl, nint session, byte* name, nuint nameLength, int status, nint argument)
    {
        try
        {
            if (OpenSslChannel.Current is not ServerChannel channel) return Constants.SSL_TICKET_RETURN_ABORT;
            // The answer to any bad ticket is a full handshake, which authenticates anew.
            if (status is not (Constants.SSL_TICKET_SUCCESS or Constants.SSL_TICKET_SUCCESS_RENEW) ||
                !TicketData.TryRead(session, out var end, out var certificate) || channel.UnixTime >= end ||
                (channel.RequiresCertificate && certificate.IsEmpty))
                return Constants.SSL_TICKET_RETURN_IGNORE_RENEW;
            return status == Constants.SSL_TICKET_SUCCESS
                ? Constants.SSL_TICKET_RETURN_USE
                : Constants.SSL_TICKET_RETURN_USE_RENEW;
        }
        catch
        {
            return Constants.SSL_TICKET_RETURN_ABORT;
        }
    }

    private static int Encrypt(TicketKeyRing ring, byte* name, byte* iv, nint cipherContext, nint macContext)
    {
        var key = ring.Current;
        if (LibCrypto.RAND_bytes(iv, IvLength) != 1) return Error;
        key.Name.CopyTo(new Span<byte>(name, TicketKey.NameLength));
        fixed (byte* secret = key.EncryptionKey)
            if (LibCrypto.EVP_EncryptInit_ex(cipherContext, TicketCipher.Handle, 0, secret, iv) != 1) return Error;
        return SetMacKey(macContext, key) ? Usable : Error;
    }

    private static int Decrypt(TicketKeyRing ring, byte* name, byte* iv, nint cipherContext, nint macContext)
    {
        if (ring.Find(new ReadOnlySpan<byte>(name, TicketKey.NameLength), out var isCurrent) is not { } key) return Unknown;
        if (!SetMacKey(macContext, key)) return Error;
        fixed (byte* secret = key.EncryptionKey)
            if (LibCrypto.EVP_DecryptInit_ex(cipherContext, TicketCipher.Handle, 0, secret, iv) != 1) return Error;
        return isCurrent ? Usable : UsableWithRenewal;
    }

    private static bool SetMacKey(nint macContext, TicketKey key)
    {
        fixed (byte* secret = key.AuthenticationKey, keyName = "key"u8, digestName = "digest"u8, digest = "SHA256"u8)
        {
            var parameters = stackalloc LibCrypto.MacParameter[3];
            parameters[0] = new()
            {
                Key = keyName, DataType = Constants.OSSL_PARAM_OCTET_STRING, Data = secret, DataSize = (nuint)key.AuthenticationKey.Length,
            };
            parameters[1] = new() { Key = digestName, DataType = Constants.OSSL_PARAM_UTF8_STRING, Data = digest, DataSize = 6 };
            parameters[2] = default;
            return LibCrypto.EVP_MAC_CTX_set_params(macContext, parameters) == 1;
        }
    }

    private static bool WriteData(nint ssl, ServerChannel channel)
    {
        var session = LibSsl.SSL_get_session(ssl);
        // A resumed session keeps the data of the session that it came from, and so its end.
        if (LibSsl.SSL_session_reused(ssl) == 1) return TicketData.TryRead(session, out _, out _);

        // This comes before OpenSSL encodes the session, so that the ticket holds the certificate once, and OpenSSL does not decode it.
        PeerCertificateMemory.Release(ssl);
        if (!TicketData.Fits(channel.VerifiedCertificate)) return true;
        var end = Math.Min(channel.UnixTime + LongestWithoutFullHandshake, channel.VerifiedUntil);
        return TicketData.Write(session, end, channel.VerifiedCertificate);
    }
}
