using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.BadInput;

/// <summary>ClientHellos that come slowly, in part, too large, or offer nothing that is served.</summary>
public sealed class ClientHelloTests
{
    private const int ProtocolVersion = 70, HandshakeFailure = 40;

    [Fact]
    public async Task One_that_comes_byte_by_byte_is_answered()
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            foreach (var b in new ClientHello().ToRecords())
            {
                await client.SendAsync(new[] { b });
                if (b % 16 == 0) await scene.Neighbour.AssertServedAsync(1);   // So that the server sees them one by one.
            }
            Assert.True(await client.ReadSomeAsync() > 100);
            client.Reset();
        }

        scene.AssertNextClosed("peer-reset", "handshaking");
        await scene.EndAsync();
    }

    [Fact]
    public async Task One_that_is_cut_anywhere_is_truncated()
    {
        await using var scene = await Scene.StartAsync();
        var hello = new ClientHello().ToRecords();
        for (var length = 1; length < hello.Length; length += 7)
        {
            using (var client = await scene.ConnectAsync())
            {
                await client.SendAsync(hello.AsMemory(0, length));
                client.CompleteWrites();
                await client.ReadToEndAsync();
            }
            scene.AssertNextClosed("truncated", "handshaking");
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_silent_client_is_cut_by_the_deadline()
    {
        await using var scene = await Scene.StartAsync("timeouts.handshake = 300ms");
        using (var client = await scene.ConnectAsync())
            Assert.Empty((await client.ReadToEndAsync()).Bytes);

        var closed = scene.AssertNextClosed("handshake-timeout", "accepted");
        Assert.InRange((double)closed.Fields["duration_ms"]!, 300, 20_000);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_client_that_trickles_is_cut_by_the_same_deadline()
    {
        await using var scene = await Scene.StartAsync("timeouts.handshake = 500ms");
        using (var client = await scene.ConnectAsync())
        {
            var end = client.ReadToEndAsync();
            for (var i = 0; !end.IsCompleted && i < 60_000; i++)
            {
                // A padded message of 60,000 bytes lasts longer than any patience.
                await client.TrySendAsync(new ClientHello { Padding = 60_000 }.ToRecords().AsMemory(i, 1));
                await Task.WhenAny(end, Task.Delay(5));
            }
            await end;
        }

        var closed = scene.AssertNextClosed("handshake-timeout", "handshaking");
        Assert.InRange((double)closed.Fields["duration_ms"]!, 500, 20_000);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_client_that_stops_after_its_hello_is_cut_by_the_deadline()
    {
        await using var scene = await Scene.StartAsync("timeouts.handshake = 300ms");
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(new ClientHello().ToRecords());
            await client.ReadToEndAsync();
        }

        scene.AssertNextClosed("handshake-timeout", "handshaking");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_large_one_within_the_limit_is_answered()
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(new ClientHello { Padding = 50_000 }.ToRecords());
            Assert.True(await client.ReadSomeAsync() > 100);
            client.Reset();
        }

        scene.AssertNextClosed("peer-reset", "handshaking");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(0x030000)]
    [InlineData(0xffffff)]
    public async Task One_that_announces_too_much_gets_an_alert_before_it_is_sent(int announced)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            byte[] message = [1, (byte)(announced >> 16), (byte)(announced >> 8), (byte)announced, .. new byte[16_000]];
            await client.TrySendAsync(ClientHello.ToRecords(message));
            var end = await client.ReadToEndAsync();
            Assert.True(end is { Alert: > 0, WasReset: false });
        }

        var closed = scene.AssertNextClosed("handshake-failed", "handshaking");
        Assert.Contains("excessive message size", closed.Detail, StringComparison.Ordinal);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(ClientHello.Ssl3, HandshakeFailure)]   // SSL 3.0 knows no alert protocol_version.
    [InlineData(ClientHello.Tls10, ProtocolVersion)]
    [InlineData(ClientHello.Tls11, ProtocolVersion)]
    public async Task One_of_an_old_version_gets_an_alert_that_it_knows(ushort version, int alert)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(new ClientHello { Version = version, SupportedVersions = [] }.ToRecords());
            var end = await client.ReadToEndAsync();
            Assert.Equal((alert, false), (end.Alert, end.WasReset));
        }

        var closed = scene.AssertNextClosed("handshake-failed", "handshaking");
        Assert.Contains("protocol_version", closed.Detail, StringComparison.Ordinal);
        await scene.EndAsync();
    }

    [Fact]
    public async Task One_of_SSL_2_is_refused()
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.TrySendAsync(Convert.FromHexString("802E0100020015000000100100800200800300800400800500800600400700C0" + "00112233445566778899AABBCCDDEEFF"));
            client.CompleteWrites();
            await client.ReadToEndAsync();
        }

        scene.AssertNextClosed("handshake-failed", "handshaking");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(new ushort[0])]
    [InlineData(new ushort[] { ClientHello.Tls13 })]
    public async Task One_without_a_common_suite_gets_handshake_failure(ushort[] versions)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            // RC4, 3DES and static RSA: suites that no policy may name.
            await client.SendAsync(new ClientHello { SupportedVersions = versions, Suites = [0x0005, 0x000a, 0x002f] }.ToRecords());
            var end = await client.ReadToEndAsync();
            Assert.Equal((HandshakeFailure, false), (end.Alert, end.WasReset));
        }

        var closed = scene.AssertNextClosed("handshake-failed", "handshaking");
        Assert.Contains("no shared cipher", closed.Detail, StringComparison.Ordinal);
        await scene.EndAsync();
    }

    [Fact]
    public async Task Data_right_behind_it_is_never_delivered()
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.TrySendAsync((byte[])[.. new ClientHello().ToRecords(), .. ClientHello.Record(23, "early"u8)]);
            var end = await client.ReadToEndAsync();
            Assert.False(end.WasReset);
        }

        var closed = scene.AssertNextClosed("handshake-failed", "handshaking");
        Assert.Equal(0L, closed.Fields["bytes_in"]);
        await scene.EndAsync();
    }
}
