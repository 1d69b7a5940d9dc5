using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// Protects and opens records of TLS 1.3 in one direction with the keys of a traffic secret (RFC 8446, sections 5.2 and
/// 7.3), for one cipher suite.
/// </summary>
internal sealed class Tls13Protection(byte[] secret)
{
    /// <summary>The suite that a connection must have agreed on.</summary>
    public const string Suite = "TLS_AES_256_GCM_SHA384";

    private const int HeaderLength = 5, KeyLength = 32, IvLength = 12, TagLength = 16;
    private const byte ApplicationData = 23;

    private byte[] _secret = secret;
    private long _sequence;

    /// <summary>A protected record; the next one has the next number.</summary>
    public byte[] Seal(byte type, ReadOnlySpan<byte> content)
    {
        byte[] inner = [.. content, type];
        var length = inner.Length + TagLength;
        byte[] header = [ApplicationData, 3, 3, (byte)(length >> 8), (byte)length];
        var sealedText = new byte[inner.Length];
        var tag = new byte[TagLength];
        using var cipher = new AesGcm(Expand("key", KeyLength), TagLength);
        cipher.Encrypt(NextNonce(), inner, sealedText, tag, header);
        return [.. header, .. sealedText, .. tag];
    }

    /// <summary>What is in a protected record, which must be the next one.</summary>
    public (byte Type, byte[] Content) Open(ReadOnlySpan<byte> record)
    {
        var sealedText = record[HeaderLength..^TagLength];
        var inner = new byte[sealedText.Length];
        using var cipher = new AesGcm(Expand("key", KeyLength), TagLength);
        cipher.Decrypt(NextNonce(), sealedText, record[^TagLength..], inner, record[..HeaderLength]);
        var end = inner.AsSpan().LastIndexOfAnyExcept((byte)0); // what follows is padding
        return (inner[end], inner[..end]);
    }

    /// <summary>Goes over to the keys after a KeyUpdate.</summary>
    public void Update()
    {
        _secret = Expand("traffic upd", _secret.Length);
        _sequence = 0;
    }

    private byte[] NextNonce()
    {
        var nonce = Expand("iv", IvLength);
        for (var i = 0; i < 8; i++) nonce[IvLength - 1 - i] ^= (byte)(_sequence >> (8 * i));
        _sequence++;
        return nonce;
    }

    /// <summary>HKDF-Expand-Label without a context (RFC 8446, section 7.1).</summary>
    private byte[] Expand(string label, int length)
    {
        var name = Encoding.ASCII.GetBytes("tls13 " + label);
        byte[] info = [0, 0, (byte)name.Length, .. name, 0];
        BinaryPrimitives.WriteUInt16BigEndian(info, (ushort)length);
        return HKDF.Expand(HashAlgorithmName.SHA384, _secret, length, info);
    }
}
