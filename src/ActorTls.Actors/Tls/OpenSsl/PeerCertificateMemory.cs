using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// Gives back what OpenSSL keeps of the peer's certificate. A decoded certificate and its key are a quarter of an idle
/// connection's memory (some 5 KiB with P-256), and OpenSSL has no call to drop them. It holds them in two places: the
/// verified chain, and the session, which takes what it reads from an encoding in place of what it has.
/// </summary>
internal static unsafe class PeerCertificateMemory
{
    /// <summary>Longer encodings come of unusually long certificates; those stay.</summary>
    private const int LongestEncoding = 8 * 1024;

    private const int HeaderLength = 4;

    /// <summary>The peer's certificate in the encoding of a session: [3] EXPLICIT.</summary>
    private static readonly Asn1Tag Peer = new(TagClass.ContextSpecific, 3, isConstructed: true);

    /// <summary>After the handshake, on the server, whose session nobody else has. No ticket may be written afterwards.</summary>
    internal static void Release(nint ssl)
    {
        var session = LibSsl.SSL_get_session(ssl);
        if (session == 0 || LibSsl.SSL_get0_peer_certificate(ssl) == 0) return;

        LibCrypto.ERR_clear_error();
        Empty(LibSsl.SSL_get0_verified_chain(ssl));
        Empty(LibSsl.SSL_get_peer_cert_chain(ssl));

        var length = LibSsl.i2d_SSL_SESSION(session, null);
        if (length is <= 0 or > LongestEncoding) return;
        Span<byte> encoded = stackalloc byte[length];
        Span<byte> stripped = stackalloc byte[length + HeaderLength];
        try
        {
            fixed (byte* start = encoded)
            {
                var position = start;
                OpenSslException.ThrowIf(LibSsl.i2d_SSL_SESSION(session, &position) != length, "i2d_SSL_SESSION");
            }
            var strippedLength = Strip(encoded, stripped);
            fixed (byte* start = stripped)
            {
                var position = start;
                OpenSslException.ThrowIf(
                    LibSsl.d2i_SSL_SESSION(&session, &position, new(strippedLength)) != session, "d2i_SSL_SESSION");
            }
        }
        finally
        {
            // Secrets of the session.
            CryptographicOperations.ZeroMemory(encoded);
            CryptographicOperations.ZeroMemory(stripped);
        }
    }

    /// <summary>Copies all elements of the sequence but the peer's certificate. The length's form is one for all.</summary>
    private static int Strip(ReadOnlySpan<byte> encoded, Span<byte> result)
    {
        AsnDecoder.ReadSequence(encoded, AsnEncodingRules.BER, out var offset, out var length, out _);
        var elements = encoded.Slice(offset, length);
        var written = HeaderLength;
        while (!elements.IsEmpty)
        {
            var tag = AsnDecoder.ReadEncodedValue(elements, AsnEncodingRules.BER, out _, out _, out var consumed);
            if (tag != Peer)
            {
                elements[..consumed].CopyTo(result[written..]);
                written += consumed;
            }
            elements = elements[consumed..];
        }
        var content = written - HeaderLength;
        ReadOnlySpan<byte> header = [0x30, 0x82, (byte)(content >> 8), (byte)content];
        header.CopyTo(result);
        return written;
    }

    private static void Empty(nint stack)
    {
        while (stack != 0 && LibCrypto.OPENSSL_sk_pop(stack) is var certificate and not 0) LibCrypto.X509_free(certificate);
    }
}
