using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios;

/// <summary>64 MiB echo intact through the connection's 16 KiB, in both directions at once.</summary>
public sealed class EchoTests
{
    private const int Total = 64 * 1024 * 1024;

    // Not with SslStream: reading and writing it at the same time fails now and then on Linux, in the client.
    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task A_large_stream_comes_back_intact_while_both_directions_flow(TlsProtocols version)
    {
        await using var server = await TestServer.StartAsync();
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version))
        using (var client = EngineClient.Establish(context, server.EndPoint))
        {
            var data = RandomNumberGenerator.GetBytes(Total);
            var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

            client.Exchange(data, chunk => received.AppendData(chunk.Span));
            client.CompleteWritesAndAwaitEnd();

            Assert.Equal(SHA256.HashData(data), received.GetHashAndReset());
        }

        var closed = server.Log.NextClosed();
        Assert.Equal(("peer-finished", (long)Total, (long)Total), (closed.Reason, closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        await server.AssertBaselineAsync();
    }
}
