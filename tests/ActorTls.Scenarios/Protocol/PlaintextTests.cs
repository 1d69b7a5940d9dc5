using System.Security.Authentication;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Protocol;

/// <summary>Records that nobody has protected, after a handshake that was in order.</summary>
public sealed class PlaintextTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12, 23)]
    [InlineData(SslProtocols.Tls13, 23)]
    [InlineData(SslProtocols.Tls12, 22)]
    [InlineData(SslProtocols.Tls13, 22)]
    [InlineData(SslProtocols.Tls12, 99)]
    [InlineData(SslProtocols.Tls13, 99)]
    public async Task They_end_the_connection_and_nothing_is_delivered(SslProtocols protocols, byte type)
    {
        await using var scene = await Scene.StartAsync();
        await using (var client = await scene.ConnectTlsAsync(protocols: protocols))
        {
            await client.Socket.SendAsync(ClientHello.Record(type, new byte[64]));
            await Assert.ThrowsAnyAsync<IOException>(client.ReadToCloseNotifyAsync);
        }

        var closed = scene.AssertNextClosed("protocol-error", "established");
        Assert.Equal((0L, 0L), (closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        await scene.EndAsync();
    }

    [Fact]
    public async Task Random_bytes_in_place_of_records_end_it_whatever_they_are()
    {
        await using var scene = await Scene.StartAsync();
        for (var seed = 0; seed < 40; seed++)
        {
            await using (var client = await scene.ConnectTlsAsync())
            {
                await client.EchoAsync();
                var bytes = new byte[2000];
                new Random(seed).NextBytes(bytes);
                bytes[0] = (byte)(20 + (seed % 5));
                bytes[3] = 3;   // A record that is here whole.
                await client.Socket.SendAsync(bytes);
                await Assert.ThrowsAnyAsync<IOException>(client.ReadToCloseNotifyAsync);
            }
            var closed = scene.Server.Log.NextClosed();
            Assert.True(closed is { Reason: "protocol-error", Phase: "established" }, $"seed {seed}: {closed}");
            Assert.Equal(5L, closed.Fields["bytes_in"]);
        }
        await scene.EndAsync();
    }
}
