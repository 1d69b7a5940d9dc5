using System.Net;
using System.Net.Sockets;
using ActorTls.Deployments;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Deploying;

/// <summary>Addresses that pass from one listener to another, and those that cannot be had.</summary>
public sealed class AddressHandoverTests
{
    [Fact]
    public async Task Two_listeners_that_swap_addresses_refuse_nobody()
    {
        await using var server = await TestServer.StartAsync(DeploymentSteps.Second);
        var (one, two) = (server.EndPointOf("test"), server.EndPointOf("second"));
        await using var live = await Neighbour.JoinAsync(server, one);
        using var enough = new CancellationTokenSource();
        var visitors = new[] { one, two }.Select(endPoint => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested) await server.VisitAsync(endPoint);
        })).ToList();

        for (var i = 0; i < 20; i++)
        {
            var (here, there) = i % 2 == 0 ? (two, one) : (one, two);
            var summary = await server.DeployAsync(
                $"{DeploymentSteps.Second}\nactor-tls.listeners {{ test.port = {here.Port}, second.port = {there.Port} }}");
            Assert.Equal(["second", "test"], summary.Moved.Order());
            Assert.Equal((here, there), (server.EndPointOf("test"), server.EndPointOf("second")));
        }
        await enough.CancelAsync();
        await Task.WhenAll(visitors).WaitAsync(TlsClient.Patience);

        // Who comes is served by whoever has the address now.
        await server.AssertConnectionsAsync(1);
        while (server.Log.TryNextClosed() is not null) { }
        await live.GoAsync();
        Assert.Equal("test", server.Log.NextClosed().Fields["listener"]);
        await server.VisitAsync("second");
        Assert.Equal("second", server.Log.NextClosed().Fields["listener"]);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task An_address_passes_from_a_removed_listener_to_a_new_one_with_those_who_wait_there()
    {
        await using var server = await TestServer.StartAsync(DeploymentSteps.Second + "\nactor-tls.listeners.second.limits.max-connections = 1");
        var endPoint = server.EndPointOf("second");
        await using var live = await Neighbour.JoinAsync(server, endPoint);
        var waiting = Neighbour.JoinAsync(server, endPoint);
        await live.AssertServedAsync();

        await server.DeployAsync($$"""
            actor-tls.listeners.third { address = "127.0.0.1", port = {{endPoint.Port}}, policy = "test", service = "echo" }
            """);

        await using (var next = await waiting.WaitAsync(TlsClient.Patience)) await next.LeaveAsync();
        Assert.Equal("third", server.Log.NextClosed().Fields["listener"]);
        await live.GoAsync();
        Assert.Equal("second", server.Log.NextClosed().Fields["listener"]);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task When_addresses_cannot_be_had_each_is_named_and_nothing_has_changed()
    {
        await using var server = await TestServer.StartAsync(DeploymentSteps.Second);
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
        Assert.All(failure.Errors, error => Assert.Contains(error, server.Messages()));
        Assert.Contains("the deployment was refused; errors: 2; nothing was changed", server.Messages());
        foreach (var listener in before) await server.VisitAsync(IPEndPoint.Parse(listener.Address));
        await live.GoAsync();
        await server.AssertBaselineAsync();

        static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [Theory]
    [InlineData("test", "0.0.0.0")]
    [InlineData("other", "0.0.0.0")]
    [InlineData("other", "[::]")]
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
        await server.VisitAsync("test");
        await server.AssertBaselineAsync();
    }
}
