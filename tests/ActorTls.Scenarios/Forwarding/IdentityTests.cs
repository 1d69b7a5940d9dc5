using ActorTls.Configuration;
using ActorTls.ProxyProtocol;
using ActorTls.Scenarios.Harness;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>Who a client is, is the name that the rule matched: in the log and for the upstream, at first and on return.</summary>
public sealed class IdentityTests
{
    [Theory]
    [InlineData(TlsProtocols.Tls12, "CN=bob, CN=alice")]
    [InlineData(TlsProtocols.Tls12, "CN=alice, CN=bob")]
    [InlineData(TlsProtocols.Tls13, "CN=bob, CN=alice")]
    [InlineData(TlsProtocols.Tls13, "CN=alice, CN=bob")]
    public async Task Of_several_common_names_it_is_the_one_that_admits(TlsProtocols version, string subject)
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, "proxy-protocol = v2");
        using var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, scene.Server.Authority.IssueClient(subject), version);
        ITlsClientSession? session = null;
        foreach (var resumed in (bool[])[false, true])
        {
            using var client = EngineClient.Establish(context, scene.EndPointOf("in"), session);
            using var server = await upstream.NextAsync();
            Assert.Equal(resumed, client.Session.Resumed);
            Assert.Equal("alice", CommonNameIn(await server.ReadBytesAsync()));
            await server.SendAsync("x"u8.ToArray());
            Assert.Equal("x"u8.ToArray(), client.Read(1));
            session?.Dispose();
            session = client.TakeSession();
            server.CompleteWrites();
            client.AwaitEnd();   // Before the client completes, so that the upstream is the first.
            client.CompleteWrites();

            Assert.Equal("alice", scene.AssertNextClosed("service-closed").Fields["identity"]);
        }
        session?.Dispose();
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_name_of_another_kind_that_admits_is_the_one_that_is_told()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(
            [upstream.Address], "proxy-protocol = v2",
            overrides: "actor-tls.policies.test.authorization.allow = [{ common-name = \"alice\" }, { dns = \"*.svc.example\" }]");
        var certificate = scene.Server.Authority.IssueClient("CN=admin", names => names.AddDnsName("a.svc.example"));
        using var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, certificate, TlsProtocols.Tls13);
        using (var client = EngineClient.Establish(context, scene.EndPointOf("in")))
        {
            using var server = await upstream.NextAsync();
            Assert.Equal("a.svc.example", CommonNameIn(await server.ReadBytesAsync()));
            server.CompleteWrites();
            client.AwaitEnd();   // Before the client completes, so that the upstream is the first.
            client.CompleteWrites();
        }

        Assert.Equal("a.svc.example", scene.AssertNextClosed("service-closed").Fields["identity"]);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(2, "the certificate has a SPIFFE identity and another URI beside it")]
    [InlineData(12_000, "the certificate has more than 256 names")]
    public async Task A_certificate_of_which_nobody_could_say_whose_it_is_is_refused(int names, string why)
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var certificate = scene.Server.Authority.IssueClient("CN=alice", list =>
        {
            for (var i = 0; i < names; i++)
            {
                if (names > 2) list.AddDnsName("a");
                else list.AddUri(new Uri($"spiffe://a.example/{i}"));
            }
        });
        using (var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, certificate, TlsProtocols.Tls13))
        using (var client = EngineClient.Establish(context, scene.EndPointOf("in")))
            client.AwaitEnd();

        var closed = scene.AssertNextClosed("not-authorized", "authenticating");
        Assert.Equal(why, closed.Detail);
        Assert.Equal(0, upstream.Count);
        await scene.EndAsync();
    }

    [Fact]
    public async Task What_the_strict_profile_would_refuse_in_a_certificate_is_in_the_log()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var certificate = TestIssuer.Issue(scene.Server.Authority.Certificate);
        using var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, certificate, TlsProtocols.Tls13);
        using (var client = EngineClient.Establish(context, scene.EndPointOf("in")))
        {
            using var server = await upstream.NextAsync();
            server.CompleteWrites();
            client.AwaitEnd();   // Before the client completes, so that the upstream is the first.
            client.CompleteWrites();
        }

        Assert.Equal("Missing Authority Key Identifier", scene.AssertNextClosed("service-closed").Fields["certificate_profile"]);
        await scene.EndAsync();
    }

    private static string? CommonNameIn(byte[] header)
    {
        var decoded = ProxyHeaderDecoder.Decode(header);
        Assert.Equal(ProxyDecodingStatus.Done, decoded.Status);
        var rest = decoded.Header!.Tlvs.Single(tlv => tlv.Type == ProxyTlvTypes.Ssl).Value.Span[5..];
        while (!rest.IsEmpty)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
            if (rest[0] == ProxyTlvTypes.SslCommonName) return System.Text.Encoding.UTF8.GetString(rest.Slice(3, length));
            rest = rest[(3 + length)..];
        }
        return null;
    }
}
