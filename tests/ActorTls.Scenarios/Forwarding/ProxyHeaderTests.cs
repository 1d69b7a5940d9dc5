using System.Net;
using System.Text;
using ActorTls.ProxyProtocol;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>The upstream is told whose connection it gets, before anything else.</summary>
public sealed class ProxyHeaderTests
{
    [Fact]
    public async Task In_version_1_it_is_one_line_before_the_first_byte()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, "proxy-protocol = v1");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            client.Write("hello"u8.ToArray());
            client.CompleteWrites();
            var text = Encoding.ASCII.GetString((await server.ReadToEndAsync()).Bytes);
            var listener = scene.Server.Listeners.Single(bound => bound.Name == "in").Address;
            Assert.Equal($"PROXY TCP4 127.0.0.1 127.0.0.1 {client.LocalEndPoint.Port} {IPEndPoint.Parse(listener).Port}\r\nhello", text);
            server.CompleteWrites();
            client.AwaitEnd();
        }

        var closed = scene.AssertNextClosed("peer-finished");
        Assert.Equal(5L, closed.Fields["bytes_in"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task In_version_2_it_tells_of_TLS_too_and_comes_without_a_byte_of_the_client()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, "proxy-protocol = v2");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            var decoded = ProxyHeaderDecoder.Decode(await server.ReadBytesAsync());
            Assert.Equal(ProxyDecodingStatus.Done, decoded.Status);
            Assert.Equal(client.LocalEndPoint, decoded.Header!.Source);
            var session = decoded.Header.Tlvs.Single(tlv => tlv.Type == ProxyTlvTypes.Ssl).Value;
            var text = Encoding.ASCII.GetString(session.Span);
            Assert.Contains("TLSv1.3", text, StringComparison.Ordinal);
            Assert.Contains("alice", text, StringComparison.Ordinal);
            Assert.Equal("localhost"u8.ToArray(), decoded.Header.Tlvs.Single(tlv => tlv.Type == ProxyTlvTypes.Authority).Value.ToArray());
            server.CompleteWrites();
            client.AwaitEnd();   // Before the client completes, so that the upstream is the first.
            client.CompleteWrites();
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }

    [Fact]
    public async Task To_an_upstream_with_TLS_it_comes_before_the_handshake()
    {
        using var authority = new TestCertificateAuthority("Upstream CA");
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(
            [upstream.Address], "proxy-protocol = v1, tls { enabled = on, server-ca = [\"upstream-ca.crt\"] }",
            prepare: (_, directory) => directory.Write("upstream-ca.crt", authority.CertificatePem));
        using (var client = scene.Connect())
        {
            var accepted = await upstream.NextAsync();
            var line = new List<byte>();
            while (line is not [.., (byte)'\n']) line.AddRange(await accepted.ReadAsync(1));
            Assert.StartsWith("PROXY TCP4 127.0.0.1 ", Encoding.ASCII.GetString([.. line]), StringComparison.Ordinal);

            await using var server = await TlsUpstream.AuthenticateAsync(accepted, authority.IssueServer());
            await server.WriteAsync("hello"u8.ToArray());
            Assert.Equal("hello"u8.ToArray(), client.Read(5));
            await server.ShutdownAsync();
            client.CompleteWritesAndAwaitEnd();
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }
}
