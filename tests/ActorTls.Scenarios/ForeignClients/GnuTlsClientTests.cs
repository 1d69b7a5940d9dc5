using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.ForeignClients;

/// <summary><c>gnutls-cli</c>, which half-closes on both versions and resumes within one run.</summary>
public sealed class GnuTlsClientTests
{
    [SkippableTheory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task The_gnutls_client_gets_its_bytes_back_and_resumes(string number)
    {
        ForeignClient.Require("gnutls-cli", "gnutls-bin");
        await using var server = await TestServer.StartAsync();
        var version = $"TLSv{number}";

        await using (var client = ForeignClient.Start(
            "gnutls-cli", server.Directory, "--port", $"{server.EndPoint.Port}", "--x509cafile", "ca.crt",
            "--x509certfile", "client.crt", "--x509keyfile", "client.key", "--sni-hostname", "localhost",
            "--verify-hostname", "localhost", "--priority", $"NORMAL:-VERS-ALL:+VERS-TLS{number}",
            "--resume", "--waitresumption", "127.0.0.1"))
        {
            // The first connection only fetches a session.
            server.Log.NextClosed().AssertEchoed(version, 0, resumed: false);

            await client.WriteLineAsync("spoken by GnuTLS");
            await client.WaitForAsync("spoken by GnuTLS");
            client.EndInput();
            Assert.True(await client.WaitForExitAsync() == 0, client.Output);
            Assert.Contains("This is a resumed session", client.Output, StringComparison.Ordinal);
        }

        server.Log.NextClosed().AssertEchoed(version, "spoken by GnuTLS\n".Length, resumed: true);
        await server.AssertBaselineAsync();
    }
}
