using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorTls.ProxyProtocol;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;

namespace ActorTls.Scenarios.ProxyProtocol;

/// <summary><c>proxy-protocol = accept</c>: the peer is whom a trusted proxy's header names, wherever a peer matters.</summary>
public sealed class AcceptTests
{
    private const string Listeners = """
        actor-tls {
          defaults.listener { proxy-protocol = accept, trusted-proxies = ["127.0.0.1"], service = whoami, timeouts.close = 1s }
          listeners.secure { port = 0, policy = test }
          listeners.plain { port = 0, tls = off }
          listeners.test.proxy-protocol = off
        }
        """;

    private static readonly ProxyHeader V4 = ProxyHeader.Create(IPEndPoint.Parse("192.0.2.7:4711"), IPEndPoint.Parse("198.51.100.1:443"));
    private static readonly ProxyHeader V6 = ProxyHeader.Create(IPEndPoint.Parse("[2001:db8::7]:4711"), IPEndPoint.Parse("[2001:db8::1]:443"));

    public static TheoryData<string, byte[], string> Headers() => new()
    {
        { "v1 over IPv4", TextHeader.Encode(V4), "192.0.2.7:4711 198.51.100.1:443" },
        { "v1 over IPv6", TextHeader.Encode(V6), "[2001:db8::7]:4711 [2001:db8::1]:443" },
        { "v2 over IPv4", BinaryHeader.Encode(V4), "192.0.2.7:4711 198.51.100.1:443" },
        { "v2 over IPv6", BinaryHeader.Encode(V6), "[2001:db8::7]:4711 [2001:db8::1]:443" },
        { "v2 with TLVs", BinaryHeader.Encode(V4 with { Tlvs = [new ProxyTlv(0xE0, new byte[3000])] }), "192.0.2.7:4711 198.51.100.1:443" },
        { "v2 of a unix socket", BinaryHeader.Encode(ProxyHeader.Unix), "unix none" },
    };

    [Theory, MemberData(nameof(Headers))]
    public async Task The_peer_of_a_TLS_connection_is_the_one_that_the_header_names(string kind, byte[] header, string expected)
    {
        await using var scene = await StartAsync();
        await using (var client = await ConnectTlsAsync(scene, header))
        {
            var text = new byte[expected.Length];
            await client.Stream.ReadExactlyAsync(text).AsTask().WaitAsync(TlsClient.Patience);
            Assert.Equal(expected, Encoding.ASCII.GetString(text));
            await client.EchoAsync(kind);
            await client.Stream.ShutdownAsync();
            await client.ReadToCloseNotifyAsync();
        }
        var closed = scene.AssertNextClosed("peer-finished", "established");
        Assert.Equal((expected.Split(' ')[0], "alice"), (closed.Fields["peer"], closed.Fields["identity"]));
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Headers))]
    public async Task Without_TLS_too_and_the_first_byte_behind_it_is_the_services(string kind, byte[] header, string expected)
    {
        await using var scene = await StartAsync();
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        {
            // All in one, so that what follows the header is in the socket when that is read.
            await client.SendAsync((byte[])[.. header, .. Encoding.ASCII.GetBytes(kind)]);
            Assert.Equal(expected + kind, await client.ReadTextAsync(expected.Length + kind.Length));
            client.CompleteWrites();
            Assert.Empty((await client.ReadToEndAsync()).Bytes);
        }
        Assert.Equal(expected.Split(' ')[0], scene.AssertNextClosed("peer-finished").Fields["peer"]);
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Headers))]
    public async Task A_header_may_come_byte_by_byte(string kind, byte[] header, string expected)
    {
        if (header.Length > 1000) header = header[..28];   // Without its TLVs, and the length that tells of them.
        if (header.Length == 28) (header[14], header[15]) = (0, 12);
        await using var scene = await StartAsync();
        await using (var client = await ConnectTlsAsync(scene, header, byteByByte: true))
        {
            var text = new byte[expected.Length];
            await client.Stream.ReadExactlyAsync(text).AsTask().WaitAsync(TlsClient.Patience);
            Assert.Equal(expected, Encoding.ASCII.GetString(text));
            await client.EchoAsync(kind);
            await client.Stream.ShutdownAsync();
            await client.ReadToCloseNotifyAsync();
        }
        scene.AssertNextClosed("peer-finished", "established");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0")]
    public async Task Where_no_client_is_named_the_proxy_is_the_peer(string header)
    {
        await using var scene = await StartAsync();
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        {
            await client.SendAsync(Encoding.Latin1.GetBytes(header));
            var expected = $"{client.Socket.LocalEndPoint} {client.Socket.RemoteEndPoint}";
            Assert.Equal(expected, await client.ReadTextAsync(expected.Length));
            client.CompleteWrites();
            await client.ReadToEndAsync();
            Assert.Equal(client.Socket.LocalEndPoint!.ToString(), scene.AssertNextClosed("peer-finished").Fields["peer"]);
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task The_limit_of_an_address_counts_the_named_one()
    {
        await using var scene = await StartAsync("actor-tls.listeners.plain.limits.max-connections-per-address = 1");
        for (var round = 0; round < 3; round++)
        {
            using (var first = await ConnectPlainAsync(scene, "192.0.2.7:1"))
            {
                Assert.StartsWith("192.0.2.7:1", await first.ReadTextAsync(11));
                using (var second = await ConnectPlainAsync(scene, "192.0.2.7:2")) Assert.Empty((await second.ReadToEndAsync()).Bytes);
                var over = scene.AssertNextClosed("over-limit", "accepted");
                Assert.Equal("192.0.2.7:2", over.Fields["peer"]);
                Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Information, over.Level);

                // Another one, by the same proxy.
                using var other = await ConnectPlainAsync(scene, "192.0.2.8:3");
                Assert.StartsWith("192.0.2.8:3", await other.ReadTextAsync(11));
                other.CompleteWrites();
                await other.ReadToEndAsync();
                scene.AssertNextClosed("peer-finished");

                first.CompleteWrites();
                await first.ReadToEndAsync();
            }
            scene.AssertNextClosed("peer-finished");
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task At_a_unix_socket_every_header_counts()
    {
        await using var scene = await StartAsync("""
            actor-tls.listeners.unix { address = "unix:proxy.sock", tls = off, trusted-proxies = [] }
            """);
        using (var client = await RawClient.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(scene.Server.Directory, "proxy.sock"))))
        {
            await client.SendAsync(TextHeader.Encode(V4));
            Assert.Equal("192.0.2.7:4711 198.51.100.1:443", await client.ReadTextAsync(31));
            client.CompleteWrites();
            await client.ReadToEndAsync();
        }
        Assert.Equal("192.0.2.7:4711", scene.AssertNextClosed("peer-finished").Fields["peer"]);
        await scene.EndAsync();
    }

    private static Task<Scene> StartAsync(string more = "")
    {
        var service = new TestService("whoami", () => new WhoAmI());
        return Scene.StartAsync(
            "", $$"""
            actor-tls { defaults.service.whoami { }, services.whoami { type = whoami } }
            {{Listeners}}
            {{more}}
            """, service);
    }

    private static async Task<RawClient> ConnectPlainAsync(Scene scene, string source)
    {
        var client = await RawClient.ConnectAsync(scene.EndPointOf("plain"));
        await client.SendAsync(TextHeader.Encode(ProxyHeader.Create(IPEndPoint.Parse(source), IPEndPoint.Parse("198.51.100.1:443"))));
        return client;
    }

    private static async Task<TlsClient> ConnectTlsAsync(Scene scene, byte[] header, bool byteByByte = false)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(scene.EndPointOf("secure"));
        foreach (var part in byteByByte ? header.Select(b => (byte[])[b]) : [header])
        {
            await tcp.Client.SendAsync(part);
            if (byteByByte) await Task.Yield();
        }
        return new TlsClient(tcp, await ClientTls.AuthenticateAsync(tcp, scene.Server, scene.Server.Authority.IssueClient()));
    }

    /// <summary>Tells the peer which addresses it is thought to have come from and to, and then echoes.</summary>
    private sealed class WhoAmI : Session
    {
        protected internal override void OnEstablished()
        {
            Assert.Equal(Connection.Peer, Connection.PeerEndPoint?.ToString() ?? "unix");
            Connection.Write(Encoding.ASCII.GetBytes($"{Connection.Peer} {Connection.LocalEndPoint?.ToString() ?? "none"}"));
        }

        protected internal override void OnReceived(ReadOnlySpan<byte> data) => Connection.Write(data);
    }
}
