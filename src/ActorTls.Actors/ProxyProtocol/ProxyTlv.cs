using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using ActorTls.Authentication;
using ActorTls.Tls;

namespace ActorTls.ProxyProtocol;

/// <summary>One vector of type, length and value of a version 2 header.</summary>
/// <param name="Type">A constant of <see cref="ProxyTlvTypes"/>, or any other.</param>
/// <param name="Value">At most 65,535 bytes.</param>
internal readonly record struct ProxyTlv(byte Type, ReadOnlyMemory<byte> Value)
{
    /// <summary>Bytes of the type and the length.</summary>
    public const int PrefixLength = 3;

    // A name that is longer is left out, never cut: a part of a name would be another one's. The whole header stays
    // under what receivers take.
    private const int LongestName = 1024;

    /// <summary>Bytes on the wire.</summary>
    public int EncodedLength => PrefixLength + Value.Length;

    /// <summary>
    /// What the TLS of a client's connection can tell an upstream: ALPN, the server name, and, in a vector of its own, the
    /// version, the suite by OpenSSL's name, and in place of the common name the name by which the client was admitted. Empty without TLS.
    /// </summary>
    public static ImmutableArray<ProxyTlv> Describe(TlsSessionInfo tls, PeerIdentity identity)
    {
        if (tls.Version.Length == 0) return [];

        var tlvs = ImmutableArray.CreateBuilder<ProxyTlv>();
        AddText(tlvs, ProxyTlvTypes.Alpn, tls.ApplicationProtocol);
        if (tls.ServerName is { } name && ServerNameText.IsName(name)) AddText(tlvs, ProxyTlvTypes.Authority, name);
        tlvs.Add(DescribeSession(tls, identity));
        return tlvs.ToImmutable();
    }

    /// <summary>Writes it to the beginning of <paramref name="destination"/>, and returns the rest of that.</summary>
    public Span<byte> WriteTo(Span<byte> destination)
    {
        destination[0] = Type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], checked((ushort)Value.Length));
        Value.Span.CopyTo(destination[PrefixLength..]);
        return destination[EncodedLength..];
    }

    public bool Equals(ProxyTlv other) => Type == other.Type && Value.Span.SequenceEqual(other.Value.Span);

    public override int GetHashCode() => HashCode.Combine(Type, Value.Length);

    private static ProxyTlv DescribeSession(TlsSessionInfo tls, PeerIdentity identity)
    {
        var tlvs = ImmutableArray.CreateBuilder<ProxyTlv>();
        AddText(tlvs, ProxyTlvTypes.SslVersion, tls.Version);
        AddText(tlvs, ProxyTlvTypes.SslCipher, CipherSuites.Find(tls.CipherSuite)?.OpenSslName ?? tls.CipherSuite);
        AddText(tlvs, ProxyTlvTypes.SslCommonName, identity.NameForUpstreams);

        // A resumed connection shows no certificate; the session that it resumes did.
        var client = ProxyTlvTypes.ClientSsl;
        if (!identity.IsAnonymous) client |= ProxyTlvTypes.ClientCertificateInSession;
        if (!identity.IsAnonymous && !tls.Resumed) client |= ProxyTlvTypes.ClientCertificateInConnection;
        const uint verified = 0, noCertificate = 1;

        var value = new byte[sizeof(byte) + sizeof(uint) + tlvs.Sum(tlv => tlv.EncodedLength)];
        value[0] = client;
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(1), identity.IsAnonymous ? noCertificate : verified);
        var rest = value.AsSpan(sizeof(byte) + sizeof(uint));
        foreach (var tlv in tlvs) rest = tlv.WriteTo(rest);
        return new ProxyTlv(ProxyTlvTypes.Ssl, value);
    }

    private static void AddText(ImmutableArray<ProxyTlv>.Builder tlvs, byte type, string? text)
    {
        if (text is null || Encoding.UTF8.GetByteCount(text) > LongestName) return;
        tlvs.Add(new ProxyTlv(type, Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>The registered types that are sent or looked at, and the bits of <see cref="Ssl"/>'s first byte.</summary>
internal static class ProxyTlvTypes
{
    /// <summary><c>PP2_TYPE_ALPN</c>.</summary>
    public const byte Alpn = 0x01;

    /// <summary><c>PP2_TYPE_AUTHORITY</c>: the server name that the client sent.</summary>
    public const byte Authority = 0x02;

    /// <summary><c>PP2_TYPE_CRC32C</c>: over the whole header, with zeros in place of the checksum.</summary>
    public const byte Crc32C = 0x03;

    /// <summary><c>PP2_TYPE_NOOP</c>: padding.</summary>
    public const byte NoOperation = 0x04;

    /// <summary><c>PP2_TYPE_SSL</c>: client bits, the result of the verification (0 = verified), and vectors of its own.</summary>
    public const byte Ssl = 0x20;

    /// <summary><c>PP2_SUBTYPE_SSL_VERSION</c>.</summary>
    public const byte SslVersion = 0x21;

    /// <summary><c>PP2_SUBTYPE_SSL_CN</c>.</summary>
    public const byte SslCommonName = 0x22;

    /// <summary><c>PP2_SUBTYPE_SSL_CIPHER</c>.</summary>
    public const byte SslCipher = 0x23;

    /// <summary><c>PP2_CLIENT_SSL</c>: the client came over TLS.</summary>
    public const byte ClientSsl = 0x01;

    /// <summary><c>PP2_CLIENT_CERT_CONN</c>: it showed a certificate in this connection.</summary>
    public const byte ClientCertificateInConnection = 0x02;

    /// <summary><c>PP2_CLIENT_CERT_SESS</c>: it showed a certificate in the session, which may have been resumed.</summary>
    public const byte ClientCertificateInSession = 0x04;
}
