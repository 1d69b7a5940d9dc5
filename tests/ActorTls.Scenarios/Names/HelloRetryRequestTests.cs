using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Names;

/// <summary>
/// A client whose key share does not fit is asked for another, and sends its ClientHello anew. It must be the same one
/// (RFC 8446, section 4.1.2): a name that changes meanwhile would be answered with another certificate.
/// </summary>
public sealed class HelloRetryRequestTests
{
    private const int IllegalParameter = 47, UnrecognizedName = 112;
    private const string TwoNames = """
        actor-tls.policies.test {
          groups = ["P-256"]
          certificates = [{ cert = "server.crt", key = "server.key" }, { cert = "other.crt", key = "other.key" }]
        }
        """;

    [Theory]
    [InlineData("localhost")]
    [InlineData("other.example")]
    [InlineData("unknown.example")]
    [InlineData(null)]
    public async Task The_same_name_goes_on(string? name)
    {
        await using var scene = await StartAsync(TwoNames);
        using (var client = await AskAgainAsync(scene, name, name))
        {
            // The server's second flight begins with its ServerHello, and cannot be read further.
            Assert.True(await client.ReadSomeAsync() > 100);
            client.Reset();
        }
        var closed = scene.AssertNextClosed("peer-reset", "handshaking");
        Assert.Equal(name, closed.Fields["server_name"]);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("localhost", "other.example")]
    [InlineData("other.example", "localhost")]
    [InlineData("other.example", null)]
    [InlineData(null, "other.example")]
    [InlineData("unknown.example", "other.example")]
    [InlineData("other.example", "unknown.example")]
    public async Task Another_name_ends_the_handshake(string? first, string? second)
    {
        await using var scene = await StartAsync(TwoNames);
        using (var client = await AskAgainAsync(scene, first, second))
            Assert.Equal(IllegalParameter, (await client.ReadToEndAsync()).Alert);

        var closed = scene.AssertNextClosed("handshake-failed", "handshaking");
        Assert.Equal(("illegal_parameter", first ?? second), (closed.Detail, closed.Fields["server_name"]));
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("unknown.example")]
    [InlineData(null)]
    public async Task Where_unknown_names_are_rejected_they_are_rejected_the_second_time_too(string? second)
    {
        await using var scene = await StartAsync(TwoNames + "\nactor-tls.policies.test.unknown-server-name = reject");
        using (var client = await AskAgainAsync(scene, "localhost", second))
            Assert.Equal(UnrecognizedName, (await client.ReadToEndAsync()).Alert);

        Assert.Equal("unrecognized_name", scene.AssertNextClosed("handshake-failed", "handshaking").Detail);
        await scene.EndAsync();
    }

    private static Task<Scene> StartAsync(string overrides) => Scene.StartAsync(
        (authority, directory) =>
        {
            var other = authority.IssueServer("other", ["other.example"]);
            directory.Write("other.crt", other.CertificatePem);
            directory.Write("other.key", other.KeyPem);
        },
        overrides: overrides);

    /// <summary>Sends a ClientHello with a share that does not fit, and after the HelloRetryRequest one with a share that does.</summary>
    private static async Task<RawClient> AskAgainAsync(Scene scene, string? first, string? second)
    {
        var client = await scene.ConnectAsync();
        await client.SendAsync(new ClientHello { ServerName = first, SupportedVersions = [ClientHello.Tls13] }.ToRecords());
        Assert.InRange(await client.ReadSomeAsync(), 1, 100);
        await client.SendAsync(new ClientHello { ServerName = second, SupportedVersions = [ClientHello.Tls13], SharesP256 = true }.ToRecords());
        return client;
    }
}
