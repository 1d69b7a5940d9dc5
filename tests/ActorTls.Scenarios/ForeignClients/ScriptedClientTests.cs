using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.ForeignClients;

/// <summary>
/// Node and Java: each program of <c>Clients/</c> makes two connections, sends a mebibyte on each, finishes its own side
/// and only then reads what is left, and resumes on the second.
/// </summary>
public sealed class ScriptedClientTests
{
    private const int Bytes = 1024 * 1024;

    [SkippableTheory]
    [InlineData("TLSv1.2")]
    [InlineData("TLSv1.3")]
    public async Task A_node_client_gets_its_bytes_back_and_resumes(string version)
    {
        ForeignClient.Require("node", "nodejs");
        await TalkAsync("node", "echo-client.js", version);
    }

    [SkippableTheory]
    [InlineData("TLSv1.2")]
    [InlineData("TLSv1.3")]
    public async Task A_java_client_gets_its_bytes_back_and_resumes(string version)
    {
        ForeignClient.Require("java", "openjdk-17-jdk-headless");
        await TalkAsync("java", "EchoClient.java", version);
    }

    private static async Task TalkAsync(string program, string source, string version)
    {
        await using var server = await TestServer.StartAsync();

        var (code, output) = await ForeignClient.RunAsync(
            program, server.Directory, Path.Combine(AppContext.BaseDirectory, "Clients", source),
            $"{server.EndPoint.Port}", version, $"{Bytes}");

        Assert.True(code == 0, output);
        Assert.Contains($"1 {version} intact", output, StringComparison.Ordinal);
        Assert.Contains($"2 {version} intact", output, StringComparison.Ordinal);
        server.Log.NextClosed().AssertEchoed(version, Bytes, resumed: false);
        server.Log.NextClosed().AssertEchoed(version, Bytes, resumed: true);
        await server.AssertBaselineAsync();
    }
}
