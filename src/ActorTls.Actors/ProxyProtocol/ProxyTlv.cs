using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using ActorTls.Authentication;
using ActorTls.Tls;
using ActorTls.Tls.ServerNames;

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
    /// The vectors that describe the TLS of a client's connection to an upstream: ALPN, the server name, and, in a vector of its own, the
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
