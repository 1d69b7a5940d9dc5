using ActorTls.Scenarios.Draining;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Deploying;

/// <summary>Listeners that are added, removed and moved while the server runs: whoever is connected does not notice.</summary>
public sealed class ListenerDeploymentTests
{
    [Fact]
    public async Task A_listener_that_is_added_accepts()
    {
        await using var server = await TestServer.StartAsync();
        await using var live = await Neighbour.JoinAsync(server);
        var before = server.EndPoint;

        var summary = await server.DeployAsync(DeploymentSteps.Second);

        Assert.Equal(["second"], summary.Opened);
        Assert.Empty(summary.Moved.Concat(summary.Removed));
        Assert.Equal(before, server.EndPointOf("test"));   // The port that the kernel chose stays.
        await server.VisitAsync("second");
        await server.VisitAsync("test");
        Assert.Contains("deployed; listeners: 2, opened: 1, moved: 0, removed: 0", server.Messages());
        await live.GoAsync();
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_listener_that_is_removed_refuses_and_its_connections_go_on()
    {
        await using var server = await TestServer.StartAsync(DeploymentSteps.Second + "\nactor-tls.listeners.second.timeouts.drain = 10m");
        var endPoint = server.EndPointOf("second");
        await using var live = await Neighbour.JoinAsync(server, endPoint);

        var summary = await server.DeployAsync();

        Assert.Equal(["second"], summary.Removed);
        await DrainTests.AssertRefusesAsync(endPoint);
        await live.AssertServedAsync(10);
        Assert.Contains("listener second drains; open connections: 1", server.Messages());

        await live.GoAsync();
        Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        await server.AssertLoggedAsync("listener second is drained; connections cut: 0");
        Assert.False(server.Ended.IsCompleted);
        await server.VisitAsync("test");
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task At_its_drain_deadline_a_removed_listener_cuts_and_the_server_does_not_count_it()
    {
        await using var server = await TestServer.StartAsync(DeploymentSteps.Second + "\nactor-tls.listeners.second.timeouts.drain = 500ms");
        await using (var stays = await server.ConnectAsync("second"))
        {
            await server.DeployAsync();
            Assert.Equal(0, await stays.ReadToCloseNotifyAsync());
        }

        Assert.Equal("draining", server.Log.NextClosed().Reason);
        await server.AssertLoggedAsync("listener second is drained; connections cut: 1");
        await server.AssertBaselineAsync();
        Assert.Equal(0, await server.DrainAsync());
    }

    [Fact]
    public async Task A_listener_that_drains_may_be_added_again_and_again()
    {
        await using var server = await TestServer.StartAsync(DeploymentSteps.Second);
        var live = new List<Neighbour>();
        for (var i = 0; i < 3; i++)
        {
            live.Add(await Neighbour.JoinAsync(server, server.EndPointOf("second")));
            await server.DeployAsync();
            await server.DeployAsync(DeploymentSteps.Second);
        }
        await server.VisitAsync("second");

        foreach (var neighbour in live) await neighbour.GoAsync();
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
        await server.VisitAsync("test");
        await live.AssertServedAsync(10);
        Assert.Contains($"listener test moves from {before} to {server.EndPointOf("test")}", server.Messages());
        await live.GoAsync();
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
        await second.GoAsync();
        await first.GoAsync();
        await server.AssertBaselineAsync();
    }
}
