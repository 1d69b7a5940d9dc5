using ActorTls.Scenarios.Harness;
using Akka.Actor;

namespace ActorTls.Scenarios.ServerFaults;

/// <summary>A server that has lost its last listener says so, and does not stay up for nobody.</summary>
public sealed class ListenerFaultTests
{
    [Fact]
    public async Task The_server_ends_with_its_last_listener()
    {
        await using var server = await TestServer.StartAsync();
        Assert.False(server.Ended.IsCompleted);

        server.FindActor("listener-test").Tell(PoisonPill.Instance);

        await server.Ended.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains(server.Log.All, logged => logged.Message == "listener test is gone for good");
    }
}
