using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.BadInput;

/// <summary>What a peer chose to be called is data in the log: never a line, never a pattern.</summary>
public sealed class LogInjectionTests
{
    [Theory]
    [InlineData("a\nconnection closed reason=peer-finished")]
    [InlineData("{listener} {0} {@peer}")]
    [InlineData("\u001b[2J\u001b]0;owned\u0007")]
    [InlineData("bücher.example")]
    public async Task A_server_name_stays_one_field(string name)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(new ClientHello { ServerName = name }.ToRecords());
            await client.ReadSomeAsync();
            client.Reset();
        }

        var closed = scene.AssertNextClosed("peer-reset", "handshaking");
        Assert.Equal("connection closed", closed.Message);
        // As it came; whoever writes the event escapes it, once.
        Assert.Equal(name, closed.Fields["server_name"]);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("alice\nbob")]
    [InlineData("alice\u0000.example")]
    [InlineData("{0} {@identity}")]
    public async Task A_certificate_s_name_neither_admits_nor_breaks_the_line(string commonName)
    {
        await using var scene = await Scene.StartAsync();
        using (var tcp = new System.Net.Sockets.TcpClient())
        {
            await tcp.ConnectAsync(scene.EndPointOf("test"));
            var subject = new System.Security.Cryptography.X509Certificates.X500DistinguishedNameBuilder();
            subject.AddCommonName(commonName);
            await using var tls = await ClientTls.AuthenticateAsync(
                tcp, scene.Server, scene.Server.Authority.IssueClient(subject.Build().Name));
            Assert.Equal(0, await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(TlsClient.Patience));
        }

        var closed = scene.AssertNextClosed("not-authorized", "authenticating");
        Assert.DoesNotContain(closed.Fields.Values.OfType<string>(), value => value.Any(char.IsControl));
        await scene.EndAsync();
    }
}
