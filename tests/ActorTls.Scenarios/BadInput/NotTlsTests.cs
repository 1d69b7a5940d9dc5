using System.Text;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.BadInput;

/// <summary>Bytes that are no TLS at all, or only look like it.</summary>
public sealed class NotTlsTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("HEAD / HTTP/1.0\r\n\r\n")]
    [InlineData("POST /secret HTTP/1.1\r\nContent-Length: 100000\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT secret:443 HTTP/1.1\r\n\r\n")]
    [InlineData("DELETE /secret HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task Plaintext_http_is_told_that_this_is_a_port_for_TLS(string request)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(request));
            AssertAnswered(await client.ReadToEndAsync());
        }

        var closed = scene.AssertNextClosed("handshake-failed", "handshaking");
        Assert.Contains("http request", closed.Detail, StringComparison.OrdinalIgnoreCase);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT secret:443 HTTP/1.1\r\n\r\n")]
    public async Task So_is_a_request_that_comes_byte_by_byte(string request)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            foreach (var one in Encoding.ASCII.GetBytes(request))
            {
                await client.TrySendAsync(new[] { one });
                await Task.Delay(5);
            }
            AssertAnswered(await client.ReadToEndAsync());
        }

        scene.AssertNextClosed("handshake-failed", "handshaking");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("GETTING / HTTP/1.1\r\n\r\n")]
    [InlineData("get / HTTP/1.1\r\n\r\n")]
    [InlineData(" GET / HTTP/1.1\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("EHLO localhost\r\n")]
    public async Task What_only_resembles_it_gets_no_answer_of_http(string text)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(text));
            var end = await client.ReadToEndAsync();
            Assert.False(end.WasReset);
            Assert.DoesNotContain("HTTP", Encoding.ASCII.GetString(end.Bytes), StringComparison.Ordinal);
        }

        scene.AssertNextClosed("handshake-failed", "handshaking");
        await scene.EndAsync();
    }

    private static void AssertAnswered(RawEnd end)
    {
        var text = Encoding.ASCII.GetString(end.Bytes);
        Assert.StartsWith("HTTP/1.0 400 Bad Request\r\n", text, StringComparison.Ordinal);
        Assert.Contains("speaks TLS", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.False(end.WasReset);
    }

    [Fact]
    public async Task Random_bytes_are_refused_whatever_they_are()
    {
        await using var scene = await Scene.StartAsync();
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 3000)];
            random.NextBytes(bytes);
            using (var client = await scene.ConnectAsync())
            {
                await client.TrySendAsync(bytes);
                client.CompleteWrites();
                await client.ReadToEndAsync();
            }

            var closed = scene.Server.Log.NextClosed();
            Assert.True(closed is { Reason: "handshake-failed" or "truncated", Phase: "handshaking" }, $"seed {seed}: {closed}");
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_record_header_before_garbage_gets_an_alert()
    {
        await using var scene = await Scene.StartAsync();
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var garbage = new byte[random.Next(200, 16384)];
            random.NextBytes(garbage);
            garbage[0] = 1;   // Names itself a ClientHello, of the right length.
            (garbage[1], garbage[2], garbage[3]) = (0, (byte)((garbage.Length - 4) >> 8), (byte)(garbage.Length - 4));
            using (var client = await scene.ConnectAsync())
            {
                await client.TrySendAsync(ClientHello.Record(22, garbage));
                var end = await client.ReadToEndAsync();
                Assert.True(end is { Alert: > 0, WasReset: false }, $"seed {seed}: {Convert.ToHexString(end.Bytes)}");
            }
            scene.AssertNextClosed("handshake-failed", "handshaking");
        }
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(255)]
    public async Task A_first_record_of_another_type_is_refused(byte type)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(ClientHello.Record(type, Encoding.ASCII.GetBytes(new string('x', 100))));
            Assert.False((await client.ReadToEndAsync()).WasReset);
        }

        scene.AssertNextClosed("handshake-failed", "handshaking");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_flood_of_garbage_after_the_refusal_is_discarded_until_the_close_deadline()
    {
        await using var scene = await Scene.StartAsync("timeouts.close = 300ms");
        using (var client = await scene.ConnectAsync())
        {
            var flood = new byte[256 * 1024];
            await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(async () =>
            {
                for (var i = 0; i < 1_000_000; i++) await client.SendAsync(flood).WaitAsync(TimeSpan.FromSeconds(30));
            });
        }

        scene.AssertNextClosed("handshake-failed", "handshaking");
        await scene.EndAsync();
    }
}
