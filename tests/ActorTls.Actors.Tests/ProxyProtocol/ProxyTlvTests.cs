using System.Buffers.Binary;
using System.Text;
using ActorTls.Authentication;
using ActorTls.ProxyProtocol;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.ProxyProtocol;

/// <summary>What an upstream is told of a client's TLS (section 2.2 of the specification).</summary>
public sealed class ProxyTlvTests
{
    private static readonly TlsSessionInfo Session = new("TLSv1.3", "TLS_AES_128_GCM_SHA256", "db.example", "mqtt", Resumed: false);

    [Fact]
    public void A_connection_with_a_certificate_is_described_whole()
    {
        var tlvs = ProxyTlv.Describe(Session, Identity("alice"));

        Assert.Equal([ProxyTlvTypes.Alpn, ProxyTlvTypes.Authority, ProxyTlvTypes.Ssl], tlvs.Select(tlv => tlv.Type));
        Assert.Equal(["mqtt", "db.example"], tlvs.Take(2).Select(tlv => Encoding.UTF8.GetString(tlv.Value.Span)));
        var (client, verify, inner) = ReadSsl(tlvs[2]);
        Assert.Equal(0x01 | 0x02 | 0x04, client);
        Assert.Equal(0u, verify);
        Assert.Equal("TLSv1.3", inner[ProxyTlvTypes.SslVersion]);
        Assert.Equal("TLS_AES_128_GCM_SHA256", inner[ProxyTlvTypes.SslCipher]);
        Assert.Equal("alice", inner[ProxyTlvTypes.SslCommonName]);
    }

    [Fact]
    public void A_resumed_connection_showed_its_certificate_in_the_session_only()
    {
        var tlvs = ProxyTlv.Describe(Session with { Resumed = true }, Identity("alice"));
        var (client, verify, inner) = ReadSsl(tlvs[2]);
        Assert.Equal(0x01 | 0x04, client);
        Assert.Equal(0u, verify);
        Assert.Equal("alice", inner[ProxyTlvTypes.SslCommonName]);
    }

    [Fact]
    public void An_anonymous_client_is_not_said_to_be_verified()
    {
        var tlvs = ProxyTlv.Describe(Session with { ServerName = null, ApplicationProtocol = null }, PeerIdentity.Anonymous);
        var (client, verify, inner) = ReadSsl(Assert.Single(tlvs));
        Assert.Equal(0x01, client);
        Assert.NotEqual(0u, verify);
        Assert.DoesNotContain(ProxyTlvTypes.SslCommonName, inner.Keys);
    }

    [Fact]
    public void A_suite_is_named_as_other_senders_name_it()
    {
        var tlvs = ProxyTlv.Describe(
            Session with { Version = "TLSv1.2", CipherSuite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" }, PeerIdentity.Anonymous);
        Assert.Equal("ECDHE-RSA-AES128-GCM-SHA256", ReadSsl(tlvs[2]).Inner[ProxyTlvTypes.SslCipher]);
    }

    [Theory]
    [InlineData("bücher.example", true)]
    [InlineData("hex:62fc", false)]
    [InlineData("sha256:00", false)]
    public void A_server_name_is_passed_on_where_it_is_text(string name, bool expected) =>
        Assert.Equal(expected, ProxyTlv.Describe(Session with { ServerName = name }, PeerIdentity.Anonymous)
            .Any(tlv => tlv.Type == ProxyTlvTypes.Authority && Encoding.UTF8.GetString(tlv.Value.Span) == name));

    [Fact]
    public void Without_TLS_there_is_nothing_to_tell() =>
        Assert.Empty(ProxyTlv.Describe(new TlsSessionInfo("", "", null, null, false), PeerIdentity.Anonymous));

    private static (byte Client, uint Verify, Dictionary<byte, string> Inner) ReadSsl(ProxyTlv tlv)
    {
        Assert.Equal(ProxyTlvTypes.Ssl, tlv.Type);
        var value = tlv.Value.Span;
        var inner = new Dictionary<byte, string>();
        for (var rest = value[5..]; !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
            inner.Add(rest[0], Encoding.UTF8.GetString(rest.Slice(3, length)));
            rest = rest[(3 + length)..];
        }
        return (value[0], BinaryPrimitives.ReadUInt32BigEndian(value[1..]), inner);
    }

    private static PeerIdentity Identity(string commonName)
    {
        using var authority = new TestCertificateAuthority("ca");
        using var certificate = authority.IssueClient($"CN={commonName}").ToX509();
        return PeerIdentity.FromCertificate(certificate.RawData);
    }
}
