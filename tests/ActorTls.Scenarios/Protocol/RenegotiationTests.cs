using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Protocol;

/// <summary>TLS 1.2 could begin a handshake anew within a connection; here it cannot.</summary>
public sealed class RenegotiationTests
{
    [SkippableFact]
    public async Task It_is_refused()
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync();
        await using (var client = OpenSslConversation.Start(scene.Server, scene.EndPointOf("test"), "-tls1_2"))
        {
            await client.WaitForAsync("Verify return code");
            await client.WriteLineAsync("before");
            await client.WaitForAsync("before\n");
            await client.WriteLineAsync("R");
            await client.WaitForAsync("RENEGOTIATING");
            await client.WaitForExitAsync();
            Assert.Contains("no renegotiation", client.Output, StringComparison.Ordinal);
        }

        var closed = scene.Server.Log.NextClosed();
        Assert.Equal(("established", 7L), (closed.Phase, closed.Fields["bytes_in"]));
        Assert.NotEqual("internal-error", closed.Reason);
        await scene.EndAsync();
    }
}
