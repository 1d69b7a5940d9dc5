using System.Net;
using System.Net.Sockets;
using ActorTls.Listening;
using ActorTls.Scenarios.Draining;
using ActorTls.Scenarios.Harness;
using Akka.Actor;

namespace ActorTls.Scenarios.Deploying;

/// <summary>Listeners that are added, removed and moved while the server runs: whoever is connected does not notice.</summary>
public sealed class ListenerDeploymentTests
{
    private const string Second = """
        actor-tls.listeners.second { address = "127.0.0.1", port = 0, policy = "test", service = "echo" }
        """;

    [Fact]
    public async Task A_listener_that_is_added_accepts()
    {
        await using var server = await TestServer.StartAsync();
        await using var live = await Neighbour.JoinAsync(server);
        var before = server.EndPoint;

        var summary = await server.DeployAsync(Second);

        Assert.Equal(["second"], summary.Opened);
        Assert.Empty(summary.Moved.Concat(summary.Removed));
        Assert.Equal(before, server.EndPointOf("test"));   // The port that the kernel chose stays.
        await VisitAsync(server, "second");
        await VisitAsync(server, "test");
        Assert.Contains("deployed; listeners: 2, opened: 1, moved: 0, removed: 0", Messages(server));
        await LeaveAsync(live);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_listener_that_is_removed_refuses_and_its_connections_go_on()
    {
        await using var server = await TestServer.StartAsync(Second + "\nactor-tls.listeners.second.timeouts.drain = 10m");
        var endPoint = server.EndPointOf("second");
        await using var live = await Neighbour.JoinAsync(server, endPoint);

        var summary = await server.DeployAsync();

        Assert.Equal(["second"], summary.Removed);
        await DrainTests.AssertRefusesAsync(endPoint);
        await live.AssertServedAsync(10);
        Assert.Contains("listener second drains; open connections: 1", Messages(server));

        await LeaveAsync(live);
        Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        await AssertLoggedAsync(server, "listener second is drained; connections cut: 0");
        Assert.False(server.Ended.IsCompleted);
        await VisitAsync(server, "test");
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task At_its_drain_deadline_a_removed_listener_cuts_and_the_server_does_not_count_it()
    {
        await using var server = await TestServer.StartAsync(Second + "\nactor-tls.listeners.second.timeouts.drain = 500ms");
        await using (var stays = await ConnectAsync(server, "second"))
        {
            await server.DeployAsync();
            Assert.Equal(0, await stays.ReadToCloseNotifyAsync());
        }

        Assert.Equal("draining", server.Log.NextClosed().Reason);
        await AssertLoggedAsync(server, "listener second is drained; connections cut: 1");
        await server.AssertBaselineAsync();
        Assert.Equal(0, await server.DrainAsync());
    }

    [Fact]
    public async Task A_listener_that_drains_may_be_added_again_and_again()
    {
        await using var server = await TestServer.StartAsync(Second);
        var live = new List<Neighbour>();
        for (var i = 0; i < 3; i++)
        {
            live.Add(await Neighbour.JoinAsync(server, server.EndPointOf("second")));
            await server.DeployAsync();
            await server.DeployAsync(Second);
        }
        await VisitAsync(server, "second");

        foreach (var neighbour in live) await LeaveAsync(neighbour);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_listener_that_moves_listens_there_alone_and_its_connections_stay()
    {
        await using var server = await TestServer.StartAsync();
        var before = server.EndPoint;
        await using var live = await Neighbour.JoinAsync(server);

        var summary = await server.DeployAsync("actor-tls.listeners.test.address = 127.0.0.2");

        Assert.Equal(["test"], summary.Moved);
        Assert.Equal("127.0.0.2", server.EndPointOf("test").Address.ToString());
        await DrainTests.AssertRefusesAsync(before);
        await VisitAsync(server, "test");
        await live.AssertServedAsync(10);
        Assert.Contains($"listener test moves from {before} to {server.EndPointOf("test")}", Messages(server));
        await LeaveAsync(live);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Who_waits_at_the_address_that_is_left_is_not_forgotten()
    {
        await using var server = await TestServer.StartAsync("actor-tls.io.workers = 1\nactor-tls.listeners.test.limits.max-connections = 1");
        await using var first = await Neighbour.JoinAsync(server);
        var waiting = Neighbour.JoinAsync(server);   // In the kernel's queue: there is no slot.
        await first.AssertServedAsync();

        // The limit comes in the same deployment as the move.
        await server.DeployAsync("actor-tls.io.workers = 1\nactor-tls.listeners.test { address = 127.0.0.2, limits.max-connections = 10 }");

        await using var second = await waiting.WaitAsync(TlsClient.Patience);
        await LeaveAsync(second);
        await LeaveAsync(first);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Two_listeners_that_swap_addresses_refuse_nobody()
    {
        await using var server = await TestServer.StartAsync(Second);
        var (one, two) = (server.EndPointOf("test"), server.EndPointOf("second"));
        await using var live = await Neighbour.JoinAsync(server, one);
        using var enough = new CancellationTokenSource();
        var visitors = new[] { one, two }.Select(endPoint => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested) await VisitAsync(server, endPoint);
        })).ToList();

        for (var i = 0; i < 20; i++)
        {
            var (here, there) = i % 2 == 0 ? (two, one) : (one, two);
            var summary = await server.DeployAsync(
                $"{Second}\nactor-tls.listeners {{ test.port = {here.Port}, second.port = {there.Port} }}");
            Assert.Equal(["second", "test"], summary.Moved.Order());
            Assert.Equal((here, there), (server.EndPointOf("test"), server.EndPointOf("second")));
        }
        await enough.CancelAsync();
        await Task.WhenAll(visitors).WaitAsync(TlsClient.Patience);

        // Who comes is served by whoever has the address now.
        while (server.Log.TryNextClosed() is not null) { }
        await LeaveAsync(live);
        Assert.Equal("test", server.Log.NextClosed().Fields["listener"]);
        await VisitAsync(server, "second");
        Assert.Equal("second", server.Log.NextClosed().Fields["listener"]);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task An_address_passes_from_a_removed_listener_to_a_new_one_with_those_who_wait_there()
    {
        await using var server = await TestServer.StartAsync(Second + "\nactor-tls.listeners.second.limits.max-connections = 1");
        var endPoint = server.EndPointOf("second");
        await using var live = await Neighbour.JoinAsync(server, endPoint);
        var waiting = Neighbour.JoinAsync(server, endPoint);
        await live.AssertServedAsync();

        await server.DeployAsync($$"""
            actor-tls.listeners.third { address = "127.0.0.1", port = {{endPoint.Port}}, policy = "test", service = "echo" }
            """);

        await using (var next = await waiting.WaitAsync(TlsClient.Patience)) await next.LeaveAsync();
        Assert.Equal("third", server.Log.NextClosed().Fields["listener"]);
        await LeaveAsync(live);
        Assert.Equal("second", server.Log.NextClosed().Fields["listener"]);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task When_addresses_cannot_be_had_each_is_named_and_nothing_has_changed()
    {
        await using var server = await TestServer.StartAsync(Second);
        await using var live = await Neighbour.JoinAsync(server);
        var before = server.Listeners;
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();

        var (portOfA, portOfB) = (Port(first), Port(second));

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => server.DeployAsync($$"""
            actor-tls {
              listeners.test { address = "127.0.0.2", limits.max-connections = 1 }
              listeners.a { address = "127.0.0.1", port = {{portOfA}}, policy = "test", service = "echo" }
              listeners.b { address = "127.0.0.1", port = {{portOfB}}, policy = "test", service = "echo" }
              policies.test.authorization.allow = [{ common-name = "bob" }]
            }
            """));
        first.Stop();
        second.Stop();

        Assert.Equal(
            [
                $"listener a cannot listen on 127.0.0.1:{portOfA}: Address already in use",
                $"listener b cannot listen on 127.0.0.1:{portOfB}: Address already in use",
            ],
            failure.Errors);
        Assert.All(failure.Errors, error => Assert.Contains(error, Messages(server)));
        Assert.Contains("the deployment was refused; errors: 2; nothing was changed", Messages(server));
        foreach (var listener in before) await VisitAsync(server, IPEndPoint.Parse(listener.Address));
        await LeaveAsync(live);
        await server.AssertBaselineAsync();

        static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [Theory]
    [InlineData("test", "0.0.0.0")]
    [InlineData("other", "0.0.0.0")]
    public async Task An_address_that_overlaps_one_of_ours_is_refused_and_says_whose_that_is(string name, string address)
    {
        await using var server = await TestServer.StartAsync();
        var held = server.EndPoint;
        var failure = await Assert.ThrowsAsync<DeploymentException>(() => server.DeployAsync($$"""
            actor-tls.listeners.{{name}} { address = "{{address}}", port = {{held.Port}}, policy = "test", service = "echo" }
            """));

        Assert.Equal(
            $"listener {name} cannot listen on {address}:{held.Port}: Address already in use, by listener test of this server at {held}; " +
            "an address that overlaps it can be had once that one is given up",
            Assert.Single(failure.Errors));
        await VisitAsync(server, "test");
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task What_fails_after_a_deployment_comes_up_with_what_was_deployed()
    {
        await using var server = await TestServer.StartAsync("actor-tls.io.workers = 1");
        server.Replace("server", server.Authority.IssueServer());
        await server.DeployAsync("actor-tls { io.workers = 1, listeners.test { address = 127.0.0.2, limits.max-connections-per-address = 1 } }");
        var expected = await SerialAsync(server);

        foreach (var path in new[] { "listener-test/worker-0", "listener-test" })
        {
            server.FindActor(path).Tell(Kill.Instance);
            await AssertLoggedAsync(server, path == "listener-test"
                ? "a listener failed; its connections are lost"
                : "a worker of listener test failed and is started anew; its connections are lost");
            Assert.Equal(expected, await SerialAsync(server));

            await using var only = await ConnectAsync(server, "test");
            using var over = await RawClient.ConnectAsync(server.EndPointOf("test"));
            Assert.Empty((await over.ReadToEndAsync()).Bytes);
        }
        await server.DeployAsync("actor-tls.io.workers = 1");   // And it can be deployed again.
        await VisitAsync(server, "test");
        Assert.Equal(0, await server.DrainAsync());
    }

    [Fact]
    public async Task A_removed_listener_that_fails_while_it_drains_is_gone_and_can_be_added_again()
    {
        await using var server = await TestServer.StartAsync(Second + "\nactor-tls.listeners.second.timeouts.drain = 10m");
        await using (var live = await ConnectAsync(server, "second"))
        {
            await live.EchoAsync();
            await server.DeployAsync();

            server.FindActor("listener-second").Tell(Kill.Instance);
            Assert.Equal("second", server.Log.NextClosed().Fields["listener"]);
        }

        await server.AssertBaselineAsync();
        await server.DeployAsync(Second);
        await VisitAsync(server, "second");
        Assert.DoesNotContain("listener second is gone for good", Messages(server));
        await server.AssertBaselineAsync();
    }

    private static async Task<string> SerialAsync(TestServer server)
    {
        // Who comes while a slot is not back yet is closed at once.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var client = await ConnectAsync(server, "test");
                await client.EchoAsync();
                return client.Stream.RemoteCertificate!.GetSerialNumberString();
            }
            catch (IOException) when (attempt < 1000)
            {
                await Task.Delay(5);
            }
        }
    }

    private static async Task<TlsClient> ConnectAsync(TestServer server, string listener) =>
        await ConnectAsync(server, server.EndPointOf(listener));

    private static async Task<TlsClient> ConnectAsync(TestServer server, IPEndPoint endPoint)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(endPoint);
        return new TlsClient(tcp, await ClientTls.AuthenticateAsync(tcp, server, server.Authority.IssueClient()));
    }

    private static Task VisitAsync(TestServer server, string listener) => VisitAsync(server, server.EndPointOf(listener));

    /// <summary>Comes, is served and goes.</summary>
    private static async Task VisitAsync(TestServer server, IPEndPoint endPoint)
    {
        await using var client = await ConnectAsync(server, endPoint);
        await client.EchoAsync();
        await client.Stream.ShutdownAsync();
        Assert.Equal(0, await client.ReadToCloseNotifyAsync());
    }

    private static async Task LeaveAsync(Neighbour neighbour)
    {
        await neighbour.LeaveAsync();
        await neighbour.DisposeAsync();
    }

    private static IEnumerable<string> Messages(TestServer server) => server.Log.All.Select(logged => logged.Message);

    private static async Task AssertLoggedAsync(TestServer server, string message)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!Messages(server).Contains(message))
        {
            Assert.True(DateTime.UtcNow < deadline, $"It was not logged: {message}");
            await Task.Delay(5);
        }
    }
}
