using ActorTls.Scenarios.Harness;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>The server stops while connections are forwarded.</summary>
public sealed class DrainingTests
{
    [Fact]
    public async Task What_ends_in_time_is_not_cut()
    {
        using var upstream = TestUpstream.Start();
        upstream.Echo();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.drain = 10m");
        using (var client = scene.Connect())
        {
            client.Echo("before"u8.ToArray());
            var drained = scene.Server.DrainAsync();
            client.Echo("meanwhile"u8.ToArray());
            client.CompleteWritesAndAwaitEnd();
            scene.AssertNextClosed("peer-finished");
            await scene.Neighbour.LeaveAsync();
            Assert.Equal(0, await drained);
        }
    }

    [Fact]
    public async Task What_does_not_is_closed_on_both_sides()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(
            upstream, listener: "timeouts { drain = 500ms, close = 1s }");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            client.Write("hello"u8.ToArray());
            await server.ReadAsync(5);
            var drained = scene.Server.DrainAsync();
            client.AwaitReset();
            Assert.True((await server.ReadToEndAsync()).WasReset);
            client.Dispose();
            scene.AssertNextClosed("draining");
            await scene.Neighbour.LeaveAsync();
            Assert.Equal(1, await drained);
        }
    }

    [Fact]
    public async Task A_cut_ends_both_sides_at_once_while_connecting_too()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            scene.Server.CutNow();
            Assert.True((await server.ReadToEndAsync()).WasReset);
            client.ReadToEnd();
        }
        Assert.Equal("draining", scene.Server.Log.NextClosed().Reason);
    }
}
