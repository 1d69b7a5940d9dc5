using ActorTls.Scenarios.Harness;
using Akka.Actor;

namespace ActorTls.Scenarios.Deploying;

/// <summary>Actors that fail after a deployment, or in the middle of one.</summary>
public sealed class FaultsAndDeploymentsTests
{
    [Fact]
    public async Task What_fails_after_a_deployment_comes_up_with_what_was_deployed()
    {
        await using var server = await TestServer.StartAsync("actor-tls.io.workers = 1");
        server.Replace("server", server.Authority.IssueServer());
        await server.DeployAsync("actor-tls { io.workers = 1, listeners.test { address = 127.0.0.2, limits.max-connections-per-address = 1 } }");
        var expected = await SerialAsync(server);

        foreach (var path in new[] { "listener-test/acceptor-0", "listener-test" })
        {
            server.FindActor(path).Tell(Kill.Instance);
            await server.AssertLoggedAsync(path == "listener-test"
                ? "a listener failed; its connections are lost"
                : "an acceptor of listener test failed and is started anew; its connections are lost");
            Assert.Equal(expected, await SerialAsync(server));

            await using var only = await server.ConnectAsync("test");
            using var over = await RawClient.ConnectAsync(server.EndPointOf("test"));
            Assert.Empty((await over.ReadToEndAsync()).Bytes);
        }
        await server.DeployAsync("actor-tls.io.workers = 1");   // And it can be deployed again.
        await server.VisitAsync("test");
        Assert.Equal(0, await server.DrainAsync());
    }

    [Fact]
    public async Task A_removed_listener_that_fails_while_it_drains_is_gone_and_can_be_added_again()
    {
        await using var server = await TestServer.StartAsync(DeploymentSteps.Second + "\nactor-tls.listeners.second.timeouts.drain = 10m");
        await using (var live = await server.ConnectAsync("second"))
        {
            await live.EchoAsync();
            await server.DeployAsync();

            server.FindActor("listener-second").Tell(Kill.Instance);
            Assert.Equal("second", server.Log.NextClosed().Fields["listener"]);
        }

        await server.AssertBaselineAsync();
        await server.DeployAsync(DeploymentSteps.Second);
        await server.VisitAsync("second");
        Assert.DoesNotContain("listener second is gone for good", server.Messages());
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_listener_that_is_given_up_while_a_deployment_is_prepared_is_opened_anew()
    {
        await using var server = await TestServer.StartAsync();
        var listener = server.FindActor("listener-test");
        for (var i = 0; i < 10; i++)
        {
            listener.Tell(Kill.Instance);
            await server.AssertLoggedAsync("a listener failed; its connections are lost", times: i + 1);
        }

        // Many, so that there is time to give one up before all are ready.
        var deployment = server.DeployAsync(string.Join('\n', Enumerable.Range(0, 40).Select(i => $$"""
            actor-tls.listeners.more{{i}} { address = "127.0.0.1", port = 0, policy = "test", service = "echo" }
            """)));
        listener.Tell(Kill.Instance);
        Assert.Equal(41, (await deployment).Listeners.Count);

        await server.AssertLoggedAsync("listener test is gone for good");
        await server.DeployAsync();   // It may have been given up only after the deployment.
        await server.VisitAsync("test");
        await server.AssertBaselineAsync();
    }

    private static async Task<string> SerialAsync(TestServer server)
    {
        // Who comes while a slot is not back yet is closed at once.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var client = await server.ConnectAsync("test");
                await client.EchoAsync();
                return client.Stream.RemoteCertificate!.GetSerialNumberString();
            }
            catch (IOException) when (attempt < 1000)
            {
                await Task.Delay(5);
            }
        }
    }
}
