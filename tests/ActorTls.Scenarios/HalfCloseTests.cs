using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios;

/// <summary>A client that has finished its own side still gets all that is on its way.</summary>
public sealed class HalfCloseTests
{
    /// <summary>Less than the sockets between the two take without anybody reading.</summary>
    private const int Remainder = 256 * 1024;

    [Theory]
    [InlineData(TlsProtocols.Tls12, "TLSv1.2")]
    [InlineData(TlsProtocols.Tls13, "TLSv1.3")]
    public async Task What_was_sent_before_the_client_finished_still_comes_back(TlsProtocols version, string name)
    {
        await using var server = await TestServer.StartAsync();
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version))
        using (var client = EngineClient.Establish(context, server.EndPoint))
        {
            var sent = RandomNumberGenerator.GetBytes(Remainder);
            Assert.True(client.Write(sent), client.Failure);
            client.CompleteWrites();

            // Not one byte was read before; the end comes after the last, and not instead of some.
            Assert.Equal(sent, client.Read(Remainder));
            var (end, received) = client.ReadToEnd();
            Assert.Equal((Tls.TlsStatus.Closed, 0), (end, received.Length));
        }

        server.Log.NextClosed().AssertEchoed(name, Remainder, resumed: false);
        await server.AssertBaselineAsync();
    }
}
