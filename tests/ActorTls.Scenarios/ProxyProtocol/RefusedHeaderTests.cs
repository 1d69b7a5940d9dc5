using System.Net;
using System.Text;
using ActorTls.ProxyProtocol;
using ActorTls.Scenarios.Harness;
using Microsoft.Extensions.Logging;

namespace ActorTls.Scenarios.ProxyProtocol;

/// <summary>
/// What is not a header of a trusted proxy ends the connection, before TLS and before the service; the neighbour does not
/// notice.
/// </summary>
public sealed class RefusedHeaderTests
{
    private static readonly ProxyHeader Good = ProxyHeader.Create(IPEndPoint.Parse("192.0.2.7:4711"), IPEndPoint.Parse("198.51.100.1:443"));

    public static TheoryData<string, byte[], string> Wrong() => new()
    {
        { "a ClientHello", new ClientHello().ToRecords(), "the connection does not begin with a PROXY header" },
        { "a request", "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), "the connection does not begin with a PROXY header" },
        { "zeros", new byte[100_000], "the connection does not begin with a PROXY header" },
        { "a line without its end", Encoding.ASCII.GetBytes("PROXY TCP4 ".PadRight(2000, '1')), "the PROXY line does not end within its 107 bytes" },
        { "an oversized header", [.. BinaryHeader.Signature, 0x21, 0x11, 0xFF, 0xFF, .. new byte[65535]], "the PROXY header is longer than 4096 bytes" },
        { "a wrong port", "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n"u8.ToArray(), "the PROXY line has what is no port" },
        { "control characters", "PROXY TCP4 \x1b[31m 1.2.3.4 1 2\r\n"u8.ToArray(), "the PROXY line has what is no address of its protocol" },
        { "a wrong checksum", BinaryHeader.Encode(Good with { Tlvs = [new ProxyTlv(ProxyTlvTypes.Crc32C, new byte[4])] }), "the PROXY header does not match its checksum" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_no_header_ends_the_connection(string kind, byte[] bytes, string detail)
    {
        await using var scene = await StartAsync("[\"127.0.0.0/8\"]");
        foreach (var listener in (string[])["secure", "plain"])
        {
            using var client = await RawClient.ConnectAsync(scene.EndPointOf(listener));
            await client.TrySendAsync(bytes);
            Assert.Empty((await client.ReadToEndAsync()).Bytes);

            var closed = scene.AssertNextClosed("proxy-header-invalid", "accepted").AssertCarriedNothing("proxy-header-invalid", "accepted");
            Assert.True(closed.Detail == detail, $"{kind}: {closed.Detail}");
            Assert.Equal(LogLevel.Information, closed.Level);
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_header_from_an_address_that_is_not_trusted_is_not_even_waited_for()
    {
        await using var scene = await StartAsync("[\"10.0.0.0/8\", \"::1\"]");
        foreach (var header in (byte[][])[[], TextHeader.Encode(Good)])
        {
            using var client = await RawClient.ConnectAsync(scene.EndPointOf("secure"));
            await client.TrySendAsync(header);
            Assert.Empty((await client.ReadToEndAsync()).Bytes);

            var closed = scene.AssertNextClosed("proxy-header-invalid", "accepted");
            Assert.Equal("the address is not one of trusted-proxies", closed.Detail);
            Assert.Equal(client.Socket.LocalEndPoint?.ToString() ?? closed.Fields["peer"], closed.Fields["peer"]);
        }
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("secure", "")]
    [InlineData("secure", "PROXY TCP4 1.2.3.4")]
    [InlineData("secure", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("plain", "")]
    [InlineData("plain", "PROXY TCP4 1.2.3.4")]
    public async Task A_header_that_does_not_come_in_time_ends_the_connection(string listener, string beginning)
    {
        await using var scene = await StartAsync("[\"127.0.0.0/8\"]", "timeouts.handshake = 500ms");
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf(listener)))
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(beginning));
            Assert.Empty((await client.ReadToEndAsync()).Bytes);
        }
        scene.AssertNextClosed("handshake-timeout", "accepted").AssertCarriedNothing("handshake-timeout", "accepted");
        await scene.EndAsync();
    }

    [Fact]
    public async Task Progress_does_not_put_off_the_deadline()
    {
        await using var scene = await StartAsync("[\"127.0.0.0/8\"]", "timeouts.handshake = 500ms");
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("secure")))
        {
            var line = "PROXY UNKNOWN ".PadRight(TextHeader.LongestLine - 1, ' ');
            var end = client.ReadToEndAsync();
            for (var i = 0; !end.IsCompleted; i = Math.Min(i + 1, line.Length - 1))
            {
                if (i < line.Length - 1) await client.TrySendAsync(new[] { (byte)line[i] });
                await Task.WhenAny(end, Task.Delay(50));
            }
        }
        scene.AssertNextClosed("handshake-timeout", "accepted");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("PROXY TCP4 1.2.3.4", "proxy-header-invalid", LogLevel.Information)]
    [InlineData("", "truncated", LogLevel.Debug)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", "truncated", LogLevel.Debug)]
    public async Task Leaving_within_a_header_is_no_probe(string beginning, string reason, LogLevel level)
    {
        await using var scene = await StartAsync("[\"127.0.0.0/8\"]");
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("secure")))
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(beginning));
            client.CompleteWrites();
            await client.ReadToEndAsync();
        }
        Assert.Equal(level, scene.AssertNextClosed(reason, "accepted").Level);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_reset_within_a_header_is_a_reset()
    {
        await using var scene = await StartAsync("[\"127.0.0.0/8\"]");
        var client = await RawClient.ConnectAsync(scene.EndPointOf("secure"));
        await client.SendAsync("PROXY TCP4"u8.ToArray());
        await scene.Neighbour.AssertServedAsync();
        client.Reset();
        scene.AssertNextClosed("peer-reset", "accepted");
        await scene.EndAsync();
    }

    private static Task<Scene> StartAsync(string trusted, string settings = "") => Scene.StartAsync("", $$"""
        actor-tls {
          listeners.secure { port = 0, policy = test, service = echo, proxy-protocol = accept, trusted-proxies = {{trusted}}, {{settings}} }
          listeners.plain { port = 0, tls = off, service = echo, proxy-protocol = accept, trusted-proxies = {{trusted}}, {{settings}} }
        }
        """);
}
