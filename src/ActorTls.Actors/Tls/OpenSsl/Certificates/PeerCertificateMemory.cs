using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>
/// Frees the memory that OpenSSL keeps for the peer's certificate. A decoded certificate and its key are a quarter of an idle connection's
/// memory (some 5 KiB with P-256), and OpenSSL has no call that frees them. It holds them in two places. The verified chain can be emptied.
/// The session can be decoded anew, into the same object, from its own encoding without the certificate.
/// </summary>
internal static unsafe class PeerCertificateMemory
{
    /// <summary>The longest content that the header of <see cref="Strip"/> can describe. The limit of certificate lists is far lower.</summary>
    private const int LongestEncoding = 0xFFFFFF;

    private const int HeaderLength = 5;

    /// <summary>The peer's certificate in the encoding of a session: [3] EXPLICIT.</summary>
    private static readonly Asn1Tag Peer = new(TagClass.ContextSpecific, 3, isConstructed: true);

    /// <summary>
    /// Frees the memory. Call it on the server's side, whose session no other connection shares, once the peer has proved that it has the
    /// key. A ticket that is written during the call or afterwards carries no certificate of OpenSSL's.
    /// </summary>
    internal static void Release(nint ssl)
    {
        var session = LibSsl.SSL_get_session(ssl);
        if (session == 0 || LibSsl.SSL_get0_peer_certificate(ssl) == 0) return;

        LibCrypto.ERR_clear_error();
        Empty(LibSsl.SSL_get0_verified_chain(ssl));
        Empty(LibSsl.SSL_get_peer_cert_chain(ssl));

        var length = LibSsl.i2d_SSL_SESSION(session, null);
        if (length is <= 0 or > LongestEncoding) return;
        var memory = (byte*)NativeMemory.Alloc((nuint)(2 * length + HeaderLength));
        Span<byte> encoded = new(memory, length), stripped = new(memory + length, length + HeaderLength);
        try
        {
            var position = memory;
            OpenSslException.ThrowIf(LibSsl.i2d_SSL_SESSION(session, &position) != length, "i2d_SSL_SESSION");
            var strippedLength = Strip(encoded, stripped);
            position = memory + length;
            OpenSslException.ThrowIf(
                LibSsl.d2i_SSL_SESSION(&session, &position, new(strippedLength)) != session, "d2i_SSL_SESSION");
        }
        finally
        {
            // The encodings hold secrets of the session.
            CryptographicOperations.ZeroMemory(encoded);
            CryptographicOperations.ZeroMemory(stripped);
            NativeMemory.Free(memory);
        }
    }

    /// <summary>Copies all elements of the sequence but the peer's certificate. The header always has a length of three bytes.</summary>
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
        ReadOnlySpan<byte> header = [0x30, 0x83, (byte)(content >> 16), (byte)(content >> 8), (byte)content];
        header.CopyTo(result);
        return written;
    }

    private static void Empty(nint stack)
    {
        while (stack != 0 && LibCrypto.OPENSSL_sk_pop(stack) is var certificate and not 0) LibCrypto.X509_free(certificate);
    }
}
