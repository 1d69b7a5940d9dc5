using System.Net.Sockets;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;

namespace ActorTls.Scenarios.Draining;

/// <summary>A server that stops: what goes on, what ends, and what is counted as cut.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task Without_connections_it_is_over_at_once()
    {
        await using var server = await TestServer.StartAsync("actor-tls.listeners.test.timeouts.drain = 10m");
        Assert.Equal(0, await server.DrainAsync());
    }

    [Fact]
    public async Task While_it_still_starts_it_is_over_at_once()
    {
        for (var i = 0; i < 10; i++)
        {
            await using var server = await TestServer.BeginAsync();
            Assert.Equal(0, await server.DrainAsync());
        }
    }

    [Fact]
    public async Task Connections_go_on_and_new_ones_are_refused()
    {
        await using var scene = await Scene.StartAsync("timeouts.drain = 10m");
        var drained = scene.Server.DrainAsync();

        await AssertRefusesAsync(scene.EndPointOf("test"));
        await scene.Neighbour.AssertServedAsync(10);
        Assert.False(drained.IsCompleted);
        await scene.Neighbour.LeaveAsync();

        Assert.Equal(0, await drained);
        var closed = scene.Server.Log.NextClosed();
        while (closed.Phase == "accepted") closed = scene.Server.Log.NextClosed();   // Probes that came in before the end.
        Assert.Equal(("peer-finished", "established"), (closed.Reason, closed.Phase));
    }

    [Fact]
    public async Task At_the_deadline_everybody_is_cut_and_told()
    {
        await using var server = await TestServer.StartAsync("actor-tls.listeners.test.timeouts { drain = 1s, handshake = 10m }");
        using var silent = await RawClient.ConnectAsync(server.EndPoint);
        using var handshaking = await RawClient.ConnectAsync(server.EndPoint);
        await handshaking.SendAsync(new ClientHello().ToRecords());
        await handshaking.ReadSomeAsync();
        await using var established = await ConnectTlsAsync(server);
        await established.EchoAsync();

        var drained = server.DrainAsync();
        Assert.Equal(0, await established.ReadToCloseNotifyAsync());
        await established.Stream.ShutdownAsync();
        established.Socket.Close();
        await silent.ReadToEndAsync();
        await handshaking.ReadToEndAsync();

        Assert.Equal(3, await drained);
        var ends = Enumerable.Range(0, 3).Select(_ => server.Log.NextClosed()).Select(closed => (closed.Reason, closed.Phase)).ToHashSet();
        Assert.Equal([("draining", "accepted"), ("draining", "handshaking"), ("draining", "established")], ends);
    }

    [Fact]
    public async Task A_reader_that_stalls_does_not_hold_it_up()
    {
        await using var server = await TestServer.StartAsync("actor-tls.listeners.test.timeouts { drain = 500ms, close = 500ms, write = off }");
        await using var client = await ConnectTlsAsync(server);
        await Stall.FillAsync(client);

        Assert.Equal(1, await server.DrainAsync());
        Assert.Equal("draining", server.Log.NextClosed().Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_that_stalls_after_its_service_has_ended_does_not_hold_it_up(bool cutAtOnce)
    {
        var ended = new TaskCompletionSource();
        var service = new TestService("pouring", () => new PouringSession(ended));
        await using var server = await TestServer.StartAsync(
            $"{service.Configuration}\nactor-tls.listeners.pouring.timeouts {{ drain = {(cutAtOnce ? "10m" : "1s")}, write = 10m }}", services: service);
        await using var client = await ConnectTlsAsync(server);
        client.Socket.ReceiveBufferSize = 4096;
        await client.Stream.WriteAsync(new byte[1]);
        await ended.Task.WaitAsync(TlsClient.Patience);   // With more unsent than the kernel takes.

        var drained = server.DrainAsync();
        if (cutAtOnce) server.CutNow();

        Assert.Equal(1, await drained);
        Assert.Equal("service-closed", server.Log.NextClosed().Reason);
    }

    [Fact]
    public async Task A_refused_client_that_does_not_go_does_not_hold_it_up_and_is_not_cut()
    {
        await using var server = await TestServer.StartAsync("actor-tls.listeners.test.timeouts { drain = 500ms, close = 10m }");
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("no hello"u8.ToArray());
        await client.ReadToEndAsync();   // The server has said all; it waits for our end.

        Assert.Equal(0, await server.DrainAsync());
        Assert.Equal("handshake-failed", server.Log.NextClosed().Reason);
    }

    [Fact]
    public async Task A_second_request_changes_nothing_and_a_cut_ends_it()
    {
        await using var server = await TestServer.StartAsync("actor-tls.listeners.test.timeouts.drain = 10m");
        await using var client = await ConnectTlsAsync(server);
        await client.EchoAsync();

        var drained = server.DrainAsync();
        var again = server.DrainAsync();
        await client.EchoAsync();
        server.CutNow();

        Assert.Equal(0, await client.ReadToCloseNotifyAsync());
        Assert.Equal((1, 1), (await drained, await again));
        Assert.Equal("draining", server.Log.NextClosed().Reason);
    }

    internal static async Task AssertRefusesAsync(System.Net.EndPoint endPoint)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (DateTime.UtcNow < deadline)
        {
            try
            {
                using var client = await RawClient.ConnectAsync(endPoint);
            }
            catch (SocketException e)
            {
                // Who waits in the backlog when the socket closes is reset.
                if (e.SocketErrorCode == SocketError.ConnectionRefused) return;
            }
        }
        Assert.Fail("A draining server accepts connections.");
    }

    private static async Task<TlsClient> ConnectTlsAsync(TestServer server)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(server.EndPoint);
        return new TlsClient(tcp, await ClientTls.AuthenticateAsync(tcp, server, server.Authority.IssueClient()));
    }

    /// <summary>Writes until the peer takes no more, and then ends.</summary>
    private sealed class PouringSession(TaskCompletionSource ended) : Session
    {
        protected internal override void OnReceived(ReadOnlySpan<byte> data)
        {
            var chunk = new byte[64 * 1024];
            while (Connection.Write(chunk)) { }
            Connection.Close();
            ended.SetResult();
        }
    }
}
