using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>TLS is taken off, and what is inside goes to an upstream and back.</summary>
public sealed class PlaintextUpstreamTests
{
    private const int Total = 64 * 1024 * 1024;

    [Fact]
    public async Task What_the_client_sends_arrives_and_what_comes_back_too()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            Assert.True(client.Write("question"u8.ToArray()));
            Assert.Equal("question"u8.ToArray(), await server.ReadAsync(8));
            await server.SendAsync("answer"u8.ToArray());
            Assert.Equal("answer"u8.ToArray(), client.Read(6));
            client.CompleteWrites();
            Assert.Empty((await server.ReadToEndAsync()).Bytes);
            server.CompleteWrites();
            Assert.Equal((Tls.TlsStatus.Closed, 0), (client.ReadToEnd() is var (end, rest) ? end : default, rest.Length));
        }

        var closed = scene.AssertNextClosed("peer-finished");
        Assert.Equal((8L, 6L, upstream.Address), (closed.Fields["bytes_in"], closed.Fields["bytes_out"], closed.Fields["upstream"]));
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_may_speak_first()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            await server.SendAsync("220 hello"u8.ToArray());
            Assert.Equal("220 hello"u8.ToArray(), client.Read(9));
            server.CompleteWrites();
            client.AwaitEnd();   // Before the client completes, so that the upstream is the first.
            client.CompleteWrites();
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }

    [Fact]
    public async Task Large_streams_in_both_directions_at_once_arrive_intact()
    {
        using var upstream = TestUpstream.Start();
        upstream.Echo();
        await using var scene = await ForwardScene.StartAsync(upstream);
        using (var client = scene.Connect())
        {
            var data = RandomNumberGenerator.GetBytes(Total);
            using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            client.Exchange(data, chunk => received.AppendData(chunk.Span));
            client.CompleteWritesAndAwaitEnd();
            Assert.Equal(SHA256.HashData(data), received.GetHashAndReset());
        }

        var closed = scene.AssertNextClosed("peer-finished");
        Assert.Equal(((long)Total, (long)Total), (closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        await scene.EndAsync();
    }

    [Fact]
    public async Task Writes_of_one_byte_arrive_in_order()
    {
        using var upstream = TestUpstream.Start();
        upstream.Echo();
        await using var scene = await ForwardScene.StartAsync(upstream);
        using (var client = scene.Connect())
        {
            var data = RandomNumberGenerator.GetBytes(3000);
            foreach (var one in data) Assert.True(client.Write(new[] { one }));
            Assert.Equal(data, client.Read(data.Length));
            client.CompleteWritesAndAwaitEnd();
        }

        scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("ipv6")]
    [InlineData("localhost")]
    public async Task It_may_be_anywhere_on_this_machine(string kind)
    {
        using var directory = new TemporaryDirectory();
        using var upstream = TestUpstream.Start(kind switch
        {
            "unix" => new UnixDomainSocketEndPoint(Path.Combine(directory.Path, "up.sock")),
            "ipv6" => new IPEndPoint(IPAddress.IPv6Loopback, 0),
            _ => new IPEndPoint(IPAddress.Loopback, 0),
        });
        upstream.Echo();
        var address = kind == "localhost" ? $"localhost:{upstream.Port}" : upstream.Address;
        await using var scene = await ForwardScene.StartAsync([address]);
        for (var i = 0; i < 3; i++)
        {
            using (var client = scene.Connect())
            {
                client.Echo("hello"u8.ToArray());
                client.CompleteWritesAndAwaitEnd();
            }
            Assert.Equal(address, scene.AssertNextClosed("peer-finished").Fields["upstream"]);
        }
        await scene.EndAsync();
    }
}
