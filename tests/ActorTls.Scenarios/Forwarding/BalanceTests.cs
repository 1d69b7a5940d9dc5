using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>Over which of two upstreams connections are spread.</summary>
public sealed class BalanceTests
{
    [Theory]
    [InlineData("round-robin", 4, 4)]
    [InlineData("first", 8, 0)]
    public async Task Connections_are_spread_as_told(string balance, int toFirst, int toSecond)
    {
        using var first = TestUpstream.Start();
        using var second = TestUpstream.Start();
        first.Echo();
        second.Echo();
        await using var scene = await ForwardScene.StartAsync([first.Address, second.Address], $"balance = {balance}");
        for (var i = 0; i < 8; i++)
        {
            using (var client = scene.Connect())
            {
                client.Echo("hello"u8.ToArray());
                client.CompleteWritesAndAwaitEnd();
            }
            scene.AssertNextClosed("peer-finished");
        }
        Assert.Equal((toFirst, toSecond), (first.Count, second.Count));
        await scene.EndAsync();
    }

    [Fact]
    public async Task The_one_with_fewer_open_connections_gets_the_next()
    {
        using var first = TestUpstream.Start();
        using var second = TestUpstream.Start();
        first.Echo();
        second.Echo();
        await using var scene = await ForwardScene.StartAsync([first.Address, second.Address], "balance = least-connections");

        // Four that stay are two each. Two of one upstream leave; then the next two go there.
        var clients = new List<EngineClient>();
        for (var i = 0; i < 4; i++) clients.Add(EchoOne(scene));
        Assert.Equal((2, 2), (first.Count, second.Count));
        clients[0].CompleteWritesAndAwaitEnd();
        clients[2].CompleteWritesAndAwaitEnd();
        var left = scene.AssertNextClosed("peer-finished").Fields["upstream"];
        Assert.Equal(left, scene.AssertNextClosed("peer-finished").Fields["upstream"]);
        for (var i = 0; i < 2; i++) clients.Add(EchoOne(scene));
        Assert.Equal(left!.Equals(first.Address) ? (4, 2) : (2, 4), (first.Count, second.Count));

        foreach (var client in (EngineClient[])[clients[1], clients[3], clients[4], clients[5]]) client.CompleteWritesAndAwaitEnd();
        clients.ForEach(client => client.Dispose());
        for (var i = 0; i < 4; i++) scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    private static EngineClient EchoOne(ForwardScene scene)
    {
        var client = scene.Connect();
        client.Echo("hello"u8.ToArray());
        return client;
    }
}
