using ActorTls.Configuration;
using ActorTls.Deployments;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Deploying;

/// <summary>Services, limits and timeouts that change while the server runs: they hold for who comes, not for who is here.</summary>
public sealed class SettingsDeploymentTests
{
    [Fact]
    public async Task New_connections_get_the_new_service_and_live_ones_keep_theirs()
    {
        var service = new TestService("shouting", () => new ShoutingSession());
        await using var server = await TestServer.StartAsync(service.Configuration, services: service);
        await using (var live = await server.ConnectAsync("test"))
        {
            await live.EchoAsync();

            await server.DeployAsync(service.Configuration + "\nactor-tls.listeners.test.service = shouting");

            await using (var next = await server.ConnectAsync("test"))
            {
                await next.Stream.WriteAsync("hello"u8.ToArray());
                var answer = new byte[5];
                await next.Stream.ReadExactlyAsync(answer).AsTask().WaitAsync(TlsClient.Patience);
                Assert.Equal("HELLO"u8.ToArray(), answer);
            }
            await live.EchoAsync();
        }
        await server.AssertBaselineAsync();
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task A_handshake_that_has_begun_ends_on_the_terms_that_it_began_with(TlsProtocols version)
    {
        // The new rules would let it in, and the old ones do not; the service would be the new one.
        var service = new TestService("shouting", () => new ShoutingSession());
        await using var server = await TestServer.StartAsync(
            service.Configuration + "\nactor-tls.policies.test.authorization.allow = [{ common-name = \"bob\" }]", services: service);
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version))
        using (var begun = EngineClient.Connect(context, server.EndPointOf("test")))
        using (var silent = EngineClient.Connect(context, server.EndPointOf("test")))
        {
            begun.StepHandshake();
            Assert.True(begun.WaitReadable(TlsClient.Patience));   // The server has answered: its terms are taken.

            await server.DeployAsync(service.Configuration + "\nactor-tls.listeners.test.service = shouting");

            Assert.Equal(TlsStatus.Done, begun.Handshake());
            Assert.Equal(TlsStatus.Closed, begun.ReadToEnd().End);

            // A connection that had said nothing has all of the new terms.
            Assert.Equal(TlsStatus.Done, silent.Handshake());
            Assert.True(silent.Write("hello"u8.ToArray()));
            Assert.Equal("HELLO"u8.ToArray(), silent.Read(5));
        }
        var ends = new[] { server.Log.NextClosed().Reason, server.Log.NextClosed().Reason };
        Assert.Equal(["not-authorized", "truncated"], ends.Order());
        await server.AssertBaselineAsync();
    }

    [Theory]
    [InlineData("tls = off")]
    [InlineData("policy = test, proxy-protocol = accept, trusted-proxies = [\"127.0.0.1\"]")]
    public async Task Who_was_accepted_and_would_have_to_begin_in_another_way_is_closed(string changed)
    {
        static string Other(string settings) => $$"""
            actor-tls.listeners.other { address = "127.0.0.1", port = 0, service = echo, {{settings}} }
            """;
        await using var server = await TestServer.StartAsync(Other("policy = test"));
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), TlsProtocols.Tls13))
        using (var silent = EngineClient.Connect(context, server.EndPointOf("other")))
        {
            await WaitForConnectionAsync(server);
            await server.DeployAsync(Other(changed));

            Assert.NotEqual(TlsStatus.Done, silent.Handshake());
        }
        var closed = server.Log.NextClosed();
        Assert.Equal(("policy-changed", "accepted", 0L), (closed.Reason, closed.Phase, closed.Fields["bytes_in"]));
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Live_connections_keep_their_timeouts()
    {
        await using var server = await TestServer.StartAsync();
        await using (var live = await server.ConnectAsync("test"))
        {
            await live.EchoAsync();
            await server.DeployAsync("actor-tls.listeners.test.timeouts.idle = 300ms");

            // Idle for longer than that, all of them; the one from before stays.
            for (var i = 0; i < 3; i++)
            {
                await using var next = await server.ConnectAsync("test");
                Assert.Equal(0, await next.ReadToCloseNotifyAsync());
                Assert.Equal("idle-timeout", server.Log.NextClosed().Reason);
            }
            await live.EchoAsync();
        }
        Assert.Equal("truncated", server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Below_what_is_connected_a_limit_cuts_nobody_and_lets_nobody_in_until_enough_have_gone()
    {
        await using var server = await TestServer.StartAsync();
        var live = new Queue<TlsClient>();
        for (var i = 0; i < 5; i++) live.Enqueue(await server.ConnectAsync("test"));
        foreach (var client in live) await client.EchoAsync();

        await server.DeployAsync("actor-tls.listeners.test.limits.max-connections = 2");

        var waiting = server.ConnectAsync("test");
        while (live.Count >= 2)
        {
            Assert.False(waiting.IsCompleted);
            foreach (var client in live) await client.EchoAsync();
            await live.Dequeue().DisposeAsync();
            Assert.Equal("truncated", server.Log.NextClosed().Reason);
        }
        live.Enqueue(await waiting.WaitAsync(TlsClient.Patience));

        // And higher again: whoever waits comes in at once.
        waiting = server.ConnectAsync("test");
        await live.Peek().EchoAsync();
        Assert.False(waiting.IsCompleted);
        await server.DeployAsync("actor-tls.listeners.test.limits.max-connections = 3");
        live.Enqueue(await waiting.WaitAsync(TlsClient.Patience));

        foreach (var client in live)
        {
            await client.EchoAsync();
            await client.DisposeAsync();
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_limit_of_an_address_counts_those_who_are_here_already()
    {
        await using var server = await TestServer.StartAsync();
        await using (var one = await server.ConnectAsync("test"))
        await using (var two = await server.ConnectAsync("test"))
        {
            await server.DeployAsync("actor-tls.listeners.test.limits.max-connections-per-address = 2");

            using (var over = await RawClient.ConnectAsync(server.EndPointOf("test"))) Assert.Empty((await over.ReadToEndAsync()).Bytes);
            Assert.Equal("over-limit", server.Log.NextClosed().Reason);

            await server.DeployAsync();
            await using (var three = await server.ConnectAsync("test")) await three.EchoAsync();
            await one.EchoAsync();
            await two.EchoAsync();
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Another_policy_by_name_is_in_force_at_once()
    {
        const string Policies = """
            actor-tls.policies.other = ${actor-tls.policies.test}
            actor-tls.policies.other.authorization.allow = [{ common-name = "bob" }]
            """;
        await using var server = await TestServer.StartAsync(Policies);
        await using (var live = await server.ConnectAsync("test"))
        {
            await live.EchoAsync();
            var summary = await server.DeployAsync(Policies + "\nactor-tls.listeners.test.policy = other");

            Assert.Equal("other", Assert.Single(summary.Listeners).Policy);
            await using (var refused = await server.ConnectAsync("test")) Assert.Equal(0, await refused.ReadToCloseNotifyAsync());
            Assert.Equal("not-authorized", server.Log.NextClosed().Reason);
            await live.EchoAsync();
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Deployments_that_are_asked_for_at_once_are_done_one_after_the_other()
    {
        await using var server = await TestServer.BeginAsync();
        var deployments = new List<Task<DeploymentSummary>>();
        for (var i = 0; i < 10; i++)   // The first of them while the server starts still.
        {
            var name = $"listener{i}";
            deployments.Add(server.DeployAsync($$"""
                actor-tls.listeners.{{name}} { address = "127.0.0.1", port = 0, policy = "test", service = "echo" }
                """));
        }

        var summaries = await Task.WhenAll(deployments);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal([$"listener{i}", "test"], summaries[i].Listeners.Select(listener => listener.Name));
            Assert.Equal(i == 0 ? [] : [$"listener{i - 1}"], summaries[i].Removed);
        }
    }

    [Fact]
    public async Task While_the_server_drains_and_afterwards_nothing_can_be_deployed()
    {
        await using var server = await TestServer.StartAsync("actor-tls.listeners.test.timeouts.drain = 10m");
        await using var live = await Neighbour.JoinAsync(server);
        var drained = server.DrainAsync();

        var refused = await Assert.ThrowsAsync<DeploymentException>(() => server.DeployAsync());
        Assert.Equal(["the server drains"], refused.Errors);
        Assert.Contains(server.Log.All, logged => logged.Message == "the deployment was refused; errors: 1; nothing was changed");

        await live.LeaveAsync();
        await live.DisposeAsync();
        Assert.Equal(0, await drained);
        refused = await Assert.ThrowsAsync<DeploymentException>(() => server.DeployAsync());
        Assert.Equal(["the server has ended"], refused.Errors);
    }

    [Fact]
    public async Task A_drain_in_the_middle_of_deployments_ends_the_server()
    {
        for (var i = 0; i < 10; i++)
        {
            await using var server = await TestServer.StartAsync();
            var deployments = Enumerable.Range(0, 3).Select(_ => server.DeployAsync()).ToList();
            Assert.Equal(0, await server.DrainAsync());
            foreach (var deployment in deployments)
            {
                var failure = await Record.ExceptionAsync(() => deployment);
                Assert.True(failure is null or DeploymentException, failure?.ToString());
            }
        }
    }

    private static async Task WaitForConnectionAsync(TestServer server)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (server.CountConnectionActors() == 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "It was not accepted.");
            await Task.Delay(5);
        }
    }

    private sealed class ShoutingSession : Session
    {
        protected internal override void OnReceived(ReadOnlySpan<byte> data)
        {
            var shouted = data.ToArray();
            for (var i = 0; i < shouted.Length; i++) shouted[i] = (byte)char.ToUpperInvariant((char)shouted[i]);
            Connection.Write(shouted);
        }
    }
}
