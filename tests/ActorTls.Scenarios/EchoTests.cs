using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios;

/// <summary>64 MiB echo intact through the connection's 16 KiB, in both directions at once.</summary>
public sealed class EchoTests
{
    private const int Total = 64 * 1024 * 1024;

    [Fact]
    public async Task A_large_stream_comes_back_intact_while_both_directions_flow()
    {
        await using var server = await TestServer.StartAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(server.EndPoint);
            await using var tls = await ClientTls.AuthenticateAsync(client, server, server.Authority.IssueClient());
            var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

            var sending = Task.Run(async () =>
            {
                for (var left = Total; left > 0;)
                {
                    var chunk = RandomNumberGenerator.GetBytes(Math.Min(left, 50_000));
                    sent.AppendData(chunk);
                    await tls.WriteAsync(chunk);
                    left -= chunk.Length;
                }
                await tls.ShutdownAsync();
            });
            var buffer = new byte[100_000];
            var total = 0;
            while (await tls.ReadAsync(buffer) is > 0 and var count)
            {
                received.AppendData(buffer, 0, count);
                total += count;
            }
            await sending;

            Assert.Equal(Total, total);
            Assert.Equal(sent.GetHashAndReset(), received.GetHashAndReset());
        }

        var closed = server.Log.NextClosed();
        Assert.Equal(("peer-finished", (long)Total, (long)Total), (closed.Reason, closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        await server.AssertBaselineAsync();
    }
}
