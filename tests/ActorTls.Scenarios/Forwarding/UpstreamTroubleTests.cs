using System.Net;
using System.Net.Sockets;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;
using Microsoft.Extensions.Logging;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>Upstreams that refuse, hang, break and come back.</summary>
public sealed class UpstreamTroubleTests
{
    [Fact]
    public async Task Without_an_upstream_the_client_is_closed_and_the_log_says_why()
    {
        var (first, second) = (TestUpstream.RefusingAddress(), TestUpstream.RefusingAddress());
        await using var scene = await ForwardScene.StartAsync([first, second]);
        using (var client = scene.Connect())
        {
            client.Write("hello"u8.ToArray());
            client.AwaitReset();
        }

        var closed = scene.AssertNextClosed("upstream-unavailable");
        Assert.Equal($"{first}: Connection refused; {second}: Connection refused", closed.Detail);
        Assert.Equal(0L, closed.Fields["bytes_in"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task The_next_upstream_is_tried_when_one_refuses()
    {
        using var upstream = TestUpstream.Start();
        upstream.Echo();
        await using var scene = await ForwardScene.StartAsync([TestUpstream.RefusingAddress(), upstream.Address], "balance = first");
        using (var client = scene.Connect())
        {
            client.Echo("hello"u8.ToArray());
            client.CompleteWritesAndAwaitEnd();
        }

        Assert.Equal(upstream.Address, scene.AssertNextClosed("peer-finished").Fields["upstream"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_black_hole_leaves_time_for_the_next_upstream()
    {
        using var hole = BlackHole.Open();
        using var upstream = TestUpstream.Start();
        upstream.Echo();
        await using var scene = await ForwardScene.StartAsync([hole.Address, upstream.Address], "balance = first, connect-timeout = 2s");
        using (var client = scene.Connect())
        {
            client.Echo("hello"u8.ToArray());
            await scene.Neighbour.AssertServedAsync();
            client.CompleteWritesAndAwaitEnd();
        }

        Assert.Equal(upstream.Address, scene.AssertNextClosed("peer-finished").Fields["upstream"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task Black_holes_alone_end_in_the_connect_timeout()
    {
        using var hole = BlackHole.Open();
        await using var scene = await ForwardScene.StartAsync([hole.Address], "connect-timeout = 700ms");
        using (var client = scene.Connect()) client.AwaitReset();

        var closed = scene.AssertNextClosed("upstream-unavailable");
        Assert.Equal($"{hole.Address}: no answer in time", closed.Detail);
        Assert.InRange((double)closed.Fields["duration_ms"]!, 700, 30_000);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_leaves_nothing_behind()
    {
        using var hole = BlackHole.Open();
        await using var scene = await ForwardScene.StartAsync([hole.Address], "connect-timeout = 10m");
        scene.Connect().Reset();
        scene.AssertNextClosed("peer-reset");
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_is_slow_to_accept_gets_what_was_sent_meanwhile()
    {
        using var upstream = TestUpstream.Start(accepts: false);
        await using var scene = await ForwardScene.StartAsync(upstream);
        using (var client = scene.Connect())
        {
            client.Write("patience"u8.ToArray());
            await scene.Neighbour.AssertServedAsync();
            using (var server = await upstream.AcceptOneAsync())
            {
                Assert.Equal("patience"u8.ToArray(), await server.ReadAsync(8));
                server.CompleteWrites();
                client.AwaitEnd();   // Before the client completes, so that the upstream is the first.
                client.CompleteWrites();
            }
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_Unix_socket_whose_queue_is_full_is_tried_until_it_has_room()
    {
        using var directory = new TemporaryDirectory();
        using var upstream = TestUpstream.Start(
            new UnixDomainSocketEndPoint(Path.Combine(directory.Path, "up.sock")), accepts: false, backlog: 0);
        using (var first = await RawClient.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(directory.Path, "up.sock"))))
        {
            await using var scene = await ForwardScene.StartAsync(upstream);
            using (var client = scene.Connect())
            {
                client.Write("patience"u8.ToArray());
                await scene.Neighbour.AssertServedAsync(50);
                Assert.Null(scene.Server.Log.TryNextClosed());

                (await upstream.AcceptOneAsync()).Dispose();
                using (var server = await upstream.AcceptOneAsync())
                {
                    Assert.Equal("patience"u8.ToArray(), await server.ReadAsync(8));
                    server.CompleteWrites();
                    client.AwaitEnd();   // Before the client completes, so that the upstream is the first.
                    client.CompleteWrites();
                }
            }
            scene.AssertNextClosed("service-closed");
            await scene.EndAsync();
        }
    }

    [Fact]
    public async Task An_upstream_that_accepts_and_never_speaks_TLS_is_given_up()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(
            [upstream.Address], "connect-timeout = 700ms, tls { enabled = on, server-ca = [\"ca.crt\"] }");
        using (var client = scene.Connect()) client.AwaitReset();
        Assert.Equal($"{upstream.Address}: no answer in time", scene.AssertNextClosed("upstream-unavailable").Detail);
        (await upstream.NextAsync()).Dispose();
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_dies_is_skipped_and_the_first_connection_after_it_is_back_goes_there()
    {
        var address = IPEndPoint.Parse(TestUpstream.RefusingAddress());
        using var spare = TestUpstream.Start();
        spare.Echo();
        await using var scene = await ForwardScene.StartAsync(
            [address.ToString(), spare.Address], "balance = first, health.passive { failures = 2, retry-after = 500ms }");

        // Two failures mark it down; what comes within half a second of the last one does not try it.
        for (var i = 0; i < 4; i++) Assert.Equal(spare.Address, UpstreamOfOne(scene));
        Assert.Equal(1, scene.Server.Log.All.Count(logged => logged.Message.StartsWith("upstream", StringComparison.Ordinal)));
        Assert.Equal(1, MetricReader.Read("actortls.upstream.down", ("upstream", address.ToString())));

        using (var back = TestUpstream.Start(address))
        {
            back.Echo();
            var deadline = DateTime.UtcNow + TestUpstream.Patience;
            while (UpstreamOfOne(scene) != back.Address) Assert.True(DateTime.UtcNow < deadline, "It is not tried again.");
            Assert.Equal(back.Address, UpstreamOfOne(scene));
        }

        var told = scene.Server.Log.All.Where(logged => logged.Message.StartsWith("upstream", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            [
                (LogLevel.Warning, $"upstream {address} of service forward is marked down after 2 failures to connect: {address}: Connection refused"),
                (LogLevel.Information, $"upstream {address} of service forward is up again"),
            ],
            told.Select(logged => (logged.Level, logged.Message)));
        Assert.Equal(0, MetricReader.Read("actortls.upstream.down", ("upstream", address.ToString())));
        Assert.Equal(0, MetricReader.Read("actortls.upstream.connections", ("service", "forward")));
        await scene.EndAsync();
    }

    [Fact]
    public async Task When_all_are_marked_down_they_are_tried_anyway()
    {
        var address = IPEndPoint.Parse(TestUpstream.RefusingAddress());
        await using var scene = await ForwardScene.StartAsync([address.ToString()], "health.passive { failures = 1, retry-after = 1h }");
        using (var client = scene.Connect()) client.ReadToEnd();
        scene.AssertNextClosed("upstream-unavailable");

        using (var back = TestUpstream.Start(address))
        {
            back.Echo();
            Assert.Equal(back.Address, UpstreamOfOne(scene));
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_host_name_without_an_address_is_told()
    {
        await using var scene = await ForwardScene.StartAsync(["no-such-host.invalid:80"], "allow-plaintext-network = on");
        using (var client = scene.Connect()) client.ReadToEnd();
        Assert.StartsWith("no-such-host.invalid:80: ", scene.AssertNextClosed("upstream-unavailable").Detail, StringComparison.Ordinal);
        await scene.EndAsync();
    }

    private static string UpstreamOfOne(ForwardScene scene)
    {
        using (var client = scene.Connect())
        {
            client.Echo("hello"u8.ToArray());
            client.CompleteWritesAndAwaitEnd();
        }
        return (string)scene.AssertNextClosed("peer-finished").Fields["upstream"]!;
    }

    /// <summary>A listening socket whose queue is full: the kernel answers no further connection.</summary>
    private sealed class BlackHole : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _queued = [];

        public string Address => _listener.LocalEndPoint!.ToString()!;

        public static BlackHole Open()
        {
            var hole = new BlackHole();
            hole._listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            hole._listener.Listen(0);
            while (hole._queued.Count < 10 && hole.TryQueue()) { }
            Assert.InRange(hole._queued.Count, 1, 9);
            return hole;
        }

        private bool TryQueue()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            _queued.Add(socket);
            try
            {
                socket.Connect(_listener.LocalEndPoint!);
            }
            catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                return socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectWrite);
            }
            return true;
        }

        public void Dispose()
        {
            foreach (var socket in _queued) socket.Dispose();
            _listener.Dispose();
        }
    }
}
