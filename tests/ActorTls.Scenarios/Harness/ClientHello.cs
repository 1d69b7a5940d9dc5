using System.Buffers.Binary;
using System.Text;

namespace ActorTls.Scenarios.Harness;

/// <summary>Builds ClientHello messages that no client would send (RFC 8446, section 4.1.2).</summary>
internal sealed record ClientHello
{
    public const ushort Ssl3 = 0x0300, Tls10 = 0x0301, Tls11 = 0x0302, Tls12 = 0x0303, Tls13 = 0x0304;

    /// <summary>A point on the curve, which is all that a server can see of a share.</summary>
    private static readonly byte[] P256Generator = Convert.FromHexString(
        "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C2964FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");

    /// <summary>The version of TLS 1.2 and older.</summary>
    public ushort Version { get; init; } = Tls12;

    /// <summary>The versions of TLS 1.3; none leaves the extension out.</summary>
    public ushort[] SupportedVersions { get; init; } = [Tls13, Tls12];

    public ushort[] Suites { get; init; } = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f];

    public string? ServerName { get; init; } = "localhost";

    /// <summary>Several give one extension with several names (RFC 6066 forbids it); these come in place of <see cref="ServerName"/>.</summary>
    public byte[][]? ServerNames { get; init; }

    /// <summary>The group of the one key share: X25519, or with true P-256. Both groups are supported.</summary>
    public bool SharesP256 { get; init; }

    /// <summary>How many bytes of padding (RFC 7685).</summary>
    public int Padding { get; init; }

    /// <summary>The handshake message with its header.</summary>
    public byte[] ToMessage()
    {
        var extensions = new List<byte>();
        var names = ServerNames ?? (ServerName is null ? [] : [Encoding.UTF8.GetBytes(ServerName)]);
        if (names.Length > 0) AddExtension(extensions, 0, Prefixed16([.. names.SelectMany(name => (byte[])[0, .. Prefixed16(name)])]));
        AddExtension(extensions, 10, Prefixed16([0, 0x1d, 0, 0x17]));
        AddExtension(extensions, 13, Prefixed16([4, 3, 8, 4, 4, 1, 5, 3]));
        if (SupportedVersions.Length > 0) AddExtension(extensions, 43, Prefixed8(Words(SupportedVersions)));
        AddExtension(extensions, 51, Prefixed16(SharesP256 ? [0, 0x17, .. Prefixed16(P256Generator)] : [0, 0x1d, .. Prefixed16([9, .. new byte[31]])]));
        if (Padding > 0) AddExtension(extensions, 21, new byte[Padding]);

        byte[] body =
        [
            .. Words([Version]), .. new byte[32], 0, .. Prefixed16(Words(Suites)), 1, 0, .. Prefixed16([.. extensions]),
        ];
        return [1, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    /// <summary>The message in as many records as it takes.</summary>
    public byte[] ToRecords() => ToRecords(ToMessage());

    /// <summary>A handshake message in records of so many bytes, the last one shorter.</summary>
    public static byte[] ToRecords(ReadOnlySpan<byte> message, int size = 16384)
    {
        var records = new List<byte>();
        for (; !message.IsEmpty; message = message[Math.Min(message.Length, size)..])
            records.AddRange(Record(22, message[..Math.Min(message.Length, size)]));
        return [.. records];
    }

    public static byte[] Record(byte type, ReadOnlySpan<byte> content) =>
        [type, 3, 1, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static void AddExtension(List<byte> extensions, ushort type, byte[] data)
    {
        extensions.AddRange(Words([type]));
        extensions.AddRange(Prefixed16(data));
    }

    private static byte[] Words(ushort[] values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 2), values[i]);
        return bytes;
    }

    private static byte[] Prefixed8(byte[] data) => [(byte)data.Length, .. data];

    private static byte[] Prefixed16(byte[] data) => [(byte)(data.Length >> 8), (byte)data.Length, .. data];
}
