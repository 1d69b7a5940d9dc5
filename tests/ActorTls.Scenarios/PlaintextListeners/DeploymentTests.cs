using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.PlaintextListeners;

/// <summary>TLS, and whether headers are awaited, are terms like others: a deployment changes them for new connections.</summary>
public sealed class DeploymentTests
{
    [Fact]
    public async Task A_listener_gains_TLS_and_those_who_are_in_stay()
    {
        await using var scene = await Scene.StartAsync("", "actor-tls.listeners.other { port = 0, tls = off, service = echo }");
        using var before = await RawClient.ConnectAsync(scene.EndPointOf("other"));
        await AssertEchoedAsync(before);

        await scene.Server.DeployAsync("actor-tls.listeners.other { port = 0, policy = test, service = echo }");
        await using (var after = await scene.ConnectTlsAsync("other")) await after.EchoAsync();
        scene.AssertNextClosed("truncated", "established");

        await AssertEchoedAsync(before);
        before.CompleteWrites();
        Assert.Empty((await before.ReadToEndAsync()).Bytes);
        Assert.Null(scene.AssertNextClosed("peer-finished").Fields["tls_version"]);
        before.Dispose();
        await scene.EndAsync();
    }

    [Fact]
    public async Task Headers_are_awaited_from_then_on_and_limits_still_count_everybody()
    {
        const string Plain = "actor-tls.listeners.other { port = 0, tls = off, service = echo, limits.max-connections-per-address = 1 }\n";
        await using var scene = await Scene.StartAsync("", Plain);
        using (var before = await RawClient.ConnectAsync(scene.EndPointOf("other")))
        {
            await AssertEchoedAsync(before);
            await scene.Server.DeployAsync(Plain + """actor-tls.listeners.other { proxy-protocol = accept, trusted-proxies = ["127.0.0.1"] }""");

            using (var after = await RawClient.ConnectAsync(scene.EndPointOf("other")))
            {
                await after.SendAsync("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"u8.ToArray());
                await AssertEchoedAsync(after);
                after.CompleteWrites();
                await after.ReadToEndAsync();
            }
            Assert.Equal("192.0.2.1:1", scene.AssertNextClosed("peer-finished").Fields["peer"]);

            using (var same = await RawClient.ConnectAsync(scene.EndPointOf("other")))
            {
                await same.SendAsync("PROXY UNKNOWN\r\n"u8.ToArray());
                await same.ReadToEndAsync();
            }
            scene.AssertNextClosed("over-limit");
            before.CompleteWrites();
            await before.ReadToEndAsync();
        }
        scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    private static async Task AssertEchoedAsync(RawClient client)
    {
        await client.SendAsync("hello"u8.ToArray());
        Assert.Equal("hello", await client.ReadTextAsync(5));
    }
}
