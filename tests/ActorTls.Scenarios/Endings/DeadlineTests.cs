using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;

namespace ActorTls.Scenarios.Endings;

/// <summary>Connections that outstay one of their deadlines.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public async Task A_reader_that_stalls_is_a_slow_consumer_and_costs_little_memory()
    {
        await using var scene = await Scene.StartAsync("timeouts.write = 5s");
        await using (var client = await scene.ConnectTlsAsync())
        {
            await Stall.FillAsync(client);
            var closed = scene.AssertNextClosed("slow-consumer", "established");
            var kept = (long)closed.Fields["bytes_in"]! - (long)closed.Fields["bytes_out"]!;
            Assert.InRange(kept, 1, 16 * 1024);
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_idle_connection_is_told_goodbye()
    {
        // The neighbour talks all the time, and stays.
        await using var scene = await Scene.StartAsync("timeouts.idle = 500ms");
        await using (var client = await scene.ConnectTlsAsync())
        {
            await client.EchoAsync();
            Assert.Equal(0, await client.ReadToCloseNotifyAsync());
        }

        scene.AssertNextClosed("idle-timeout", "established");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_busy_connection_has_its_lifetime()
    {
        await using var server = await TestServer.StartAsync("actor-tls.listeners.test.timeouts.lifetime = 700ms");
        await using (var neighbour = await Neighbour.JoinAsync(server))
        {
            await neighbour.AssertServedAsync();
            var closed = server.Log.NextClosed();
            Assert.Equal(("lifetime-reached", "established"), (closed.Reason, closed.Phase));
            Assert.InRange((double)closed.Fields["duration_ms"]!, 700, 30_000);
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_finish_after_us_is_cut()
    {
        var service = new TestService("finishing", () => new CompletingSession());
        await using var scene = await Scene.StartAsync(
            "", service.Configuration + "\nactor-tls.listeners.finishing.timeouts.half-close = 500ms", service);
        await using (var client = await scene.ConnectTlsAsync("finishing"))
        {
            await client.EchoAsync();
            Assert.Equal(0, await client.ReadToCloseNotifyAsync());
            scene.AssertNextClosed("half-close-timeout", "established");
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_service_that_does_not_finish_after_the_client_is_cut()
    {
        var service = new TestService("lasting", () => new LastingSession());
        await using var scene = await Scene.StartAsync(
            "", service.Configuration + "\nactor-tls.listeners.lasting.timeouts.half-close = 500ms", service);
        await using (var client = await scene.ConnectTlsAsync("lasting"))
        {
            await client.EchoAsync();
            await client.Stream.ShutdownAsync();
            scene.AssertNextClosed("half-close-timeout", "established");
        }
        await scene.EndAsync();
    }

    private sealed class CompletingSession : Session
    {
        protected internal override void OnReceived(ReadOnlySpan<byte> data)
        {
            Connection.Write(data);
            Connection.CompleteWrites();
        }
    }

    private sealed class LastingSession : Session
    {
        protected internal override void OnReceived(ReadOnlySpan<byte> data) => Connection.Write(data);

        protected internal override void OnPeerCompleted() { }
    }
}
