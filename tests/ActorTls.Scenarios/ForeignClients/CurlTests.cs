using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.ForeignClients;

/// <summary><c>curl</c> against the echo service, which gives every request back as if it were the answer.</summary>
public sealed class CurlTests
{
    [SkippableFact]
    public async Task Curl_over_TLS_gets_its_own_request_back()
    {
        ForeignClient.Require("curl", "curl");
        await using var server = await TestServer.StartAsync();

        // No HTTP answer ever comes: what does come is printed as HTTP/0.9, until curl has enough of it.
        await using (var client = ForeignClient.Start(
            "curl", server.Directory, "--silent", "--show-error", "--no-buffer", "--noproxy", "*", "--http0.9", "--http1.1",
            "--cacert", "ca.crt", "--cert", "client.crt", "--key", "client.key", "--user-agent", "a-curious-agent",
            $"https://localhost:{server.EndPoint.Port}/some/path"))
        {
            await client.WaitForAsync("User-Agent: a-curious-agent");
            Assert.Contains("GET /some/path HTTP/1.1", client.Output, StringComparison.Ordinal);
        }

        // It was stopped in the middle.
        var closed = server.Log.NextClosed();
        Assert.Contains(closed.Reason, (string[])["truncated", "peer-reset"]);
        Assert.Equal(closed.Fields["bytes_in"], closed.Fields["bytes_out"]);
        await server.AssertBaselineAsync();
    }

    [SkippableFact]
    public async Task Curl_without_TLS_is_no_handshake()
    {
        ForeignClient.Require("curl", "curl");
        await using var server = await TestServer.StartAsync();

        var (code, output) = await ForeignClient.RunAsync(
            "curl", server.Directory, "--silent", "--noproxy", "*", "--http1.1", $"http://localhost:{server.EndPoint.Port}/");

        // It got an answer, which says what is wrong.
        Assert.Equal(0, code);
        Assert.Contains("speaks TLS", output, StringComparison.Ordinal);
        var closed = server.Log.NextClosed().AssertCarriedNothing("handshake-failed", "handshaking");
        Assert.Contains("http request", closed.Detail, StringComparison.Ordinal);
        await server.AssertBaselineAsync();
    }
}
