using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.ForeignClients;

/// <summary><c>openssl s_client</c>, with a session kept in a file between two runs.</summary>
public sealed class OpenSslClientTests
{
    [SkippableTheory]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public async Task The_openssl_client_gets_its_bytes_back_and_resumes(string option, string version)
    {
        ForeignClient.Require("openssl", "openssl");
        await using var server = await TestServer.StartAsync();

        var first = await ConverseAsync(server, "the first connection", option, "-sess_out", "session.pem");
        Assert.Contains($"New, {version}", first, StringComparison.Ordinal);
        server.Log.NextClosed().AssertEchoed(version, "the first connection\n".Length, resumed: false);

        var second = await ConverseAsync(server, "and the second", option, "-sess_in", "session.pem");
        Assert.Contains($"Reused, {version}", second, StringComparison.Ordinal);
        var closed = server.Log.NextClosed().AssertEchoed(version, "and the second\n".Length, resumed: true);
        Assert.Equal(("alice", "localhost"), (closed.Fields["identity"], closed.Fields["server_name"]));
        await server.AssertBaselineAsync();
    }

    [SkippableTheory]
    [InlineData("-tls1_2", "alert handshake failure", 40)]
    [InlineData("-tls1_3", "alert certificate required", 116)]
    public async Task Without_a_certificate_it_is_told_why(string option, string alert, int number)
    {
        ForeignClient.Require("openssl", "openssl");
        await using var server = await TestServer.StartAsync();

        await using (var client = ForeignClient.Start(
            "openssl", server.Directory, "s_client", "-connect", server.EndPoint.ToString(), "-CAfile", "ca.crt", option))
        {
            Assert.NotEqual(0, await client.WaitForExitAsync());
            Assert.Contains(alert, client.Output, StringComparison.Ordinal);
            Assert.Contains($"SSL alert number {number}", client.Output, StringComparison.Ordinal);
        }

        var closed = server.Log.NextClosed().AssertCarriedNothing("certificate-rejected", "handshaking");
        Assert.Equal("no certificate", closed.Detail);
        await server.AssertBaselineAsync();
    }

    private static async Task<string> ConverseAsync(TestServer server, string line, params string[] options)
    {
        await using var client = ForeignClient.Start(
            "openssl", server.Directory,
            ["s_client", "-connect", server.EndPoint.ToString(), "-servername", "localhost", "-CAfile", "ca.crt",
                "-verify_return_error", "-cert", "client.crt", "-key", "client.key", .. options]);
        await client.WriteLineAsync(line);
        await client.WaitForAsync(line);
        client.EndInput();
        Assert.True(await client.WaitForExitAsync() == 0, client.Output);
        Assert.Contains("Verify return code: 0 (ok)", client.Output, StringComparison.Ordinal);
        return client.Output;
    }
}
