using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Scenarios.ServerFaults;

/// <summary>An acceptor fails: its connections are lost, the other one's are not, and it is started anew.</summary>
public sealed class AcceptorFaultTests
{
    [Fact]
    public async Task An_acceptor_that_fails_is_started_anew_and_accepts()
    {
        await using var server = await TestServer.StartAsync("actor-tls.io.workers = 1");
        await using (var lost = await Neighbour.JoinAsync(server))
        {
            await lost.AssertServedAsync();
            server.FindActor("listener-test/acceptor-0").Tell(Kill.Instance);
            var closed = server.Log.NextClosed();
            Assert.Equal(("internal-error", "established"), (closed.Reason, closed.Phase));
        }

        for (var i = 0; i < 5; i++)
        {
            await using var next = await Neighbour.JoinAsync(server);
            await next.LeaveAsync();
            Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        }
        Assert.Single(server.Log.All, logged => logged.Message.Contains("is started anew", StringComparison.Ordinal));
        Assert.Equal(0, await server.DrainAsync());
    }

    [Fact]
    public async Task The_other_acceptor_s_connections_do_not_notice()
    {
        var service = new TestService("where", () => new WhereSession());
        await using var scene = await Scene.StartAsync("", service.Configuration, service);
        var acceptor = scene.Server.FindActor("listener-where/acceptor-0");
        await using (var client = await ConnectToAsync(scene, 1))
        {
            for (var i = 0; i < 3; i++)
            {
                var restarts = CountRestarts(scene.Server);
                acceptor.Tell(Kill.Instance);
                await WaitUntilAsync(scene, () => CountRestarts(scene.Server) > restarts);
                await client.Stream.WriteAsync(new byte[1]);
                Assert.Equal(1, await client.Stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TlsClient.Patience));
            }
            await (await ConnectToAsync(scene, 0)).DisposeAsync();   // It accepts again.
        }
        await WaitUntilAsync(scene, () => scene.Server.CountConnectionActors() == 1);
        while (scene.Server.Log.TryNextClosed() is not null) { }
        await scene.EndAsync(expectErrors: true);
    }

    private static int CountRestarts(TestServer server) =>
        server.Log.All.Count(logged => logged.Message.Contains("is started anew", StringComparison.Ordinal));

    private static async Task WaitUntilAsync(Scene scene, Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not come about.");
            await scene.Neighbour.AssertServedAsync(1);
        }
    }

    /// <summary>A connection on this event loop; which one it is depends on who was woken.</summary>
    private static async Task<TlsClient> ConnectToAsync(Scene scene, byte loop)
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            var client = await scene.ConnectTlsAsync("where");
            await client.Stream.WriteAsync(new byte[1]);
            var answer = new byte[1];
            await client.Stream.ReadExactlyAsync(answer).AsTask().WaitAsync(TlsClient.Patience);
            if (answer[0] == loop) return client;
            await client.DisposeAsync();
        }
        throw new InvalidOperationException($"No connection came to event loop {loop}.");
    }

    private sealed class WhereSession : Session
    {
        protected internal override void OnReceived(ReadOnlySpan<byte> data) =>
            Connection.Write([(byte)EventLoops.EventLoop.Current!.Index]);
    }
}
