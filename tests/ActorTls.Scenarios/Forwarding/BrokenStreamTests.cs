using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>One side breaks off: the other one gets everything that came before, however slowly it reads, and then a reset.</summary>
public sealed class BrokenStreamTests : IDisposable
{
    private const string Tls = "tls { enabled = on, server-ca = [\"upstream-ca.crt\"] }";

    private readonly TestCertificateAuthority _authority = new("Upstream CA");

    public void Dispose() => _authority.Dispose();

    // Of so much, some is in the upstream's kernel, some in ours, and of the most some is kept by the server and the client too.
    [Theory]
    [InlineData(200_000)]
    [InlineData(2_000_000)]
    [InlineData(24_000_000)]
    public async Task What_a_client_sent_before_it_was_cut_off_reaches_a_slow_upstream(int length)
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            var data = RandomNumberGenerator.GetBytes(length);
            var sending = Task.Run(() =>
            {
                Assert.True(client.Write(data), client.Failure);
                client.Truncate();
            });
            await AssertBrokenAfterAsync(data, server);
            await sending;
        }

        var closed = scene.AssertNextClosed("truncated");
        Assert.Equal((long)length, closed.Fields["bytes_in"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task What_a_client_sent_before_its_reset_reaches_a_slow_upstream()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (server)
        {
            server.Socket.ReceiveBufferSize = 8 * 1024;
            var data = RandomNumberGenerator.GetBytes(200_000);
            Assert.True(client.Write(data), client.Failure);
            client.AwaitArrival();
            client.Reset();
            await AssertBrokenAfterAsync(data, server);
        }

        scene.AssertNextClosed("peer-reset");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_client_sent_before_it_left_is_passed_on_once_the_upstream_is_connected(bool finishes)
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await StartAsync(upstream);
        var data = RandomNumberGenerator.GetBytes(30_000);
        var client = scene.Connect();
        Assert.True(client.Write(data), client.Failure);
        if (finishes) client.CompleteWrites();
        client.AwaitArrival();
        client.Reset();
        await scene.Neighbour.AssertServedAsync(5);

        await using (var server = await AcceptAsync(upstream))
        {
            var received = new MemoryStream();
            var whole = await TryCopyAsync(server, received);
            Assert.Equal(data, received.ToArray());
            Assert.Equal(finishes, whole);
        }

        scene.AssertNextClosed(finishes ? "peer-finished" : "peer-reset");
        await scene.EndAsync();
    }

    [Fact]
    public async Task What_came_before_a_forged_record_reaches_a_slow_upstream()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            var data = RandomNumberGenerator.GetBytes(200_000);
            Assert.True(client.Write(data), client.Failure);
            client.SendRaw(ClientHello.Record(23, RandomNumberGenerator.GetBytes(100)));
            Assert.Equal(TlsStatus.Failed, client.ReadToEnd().End);
            Assert.Contains("alert received", client.Failure);
            client.Dispose();
            await AssertBrokenAfterAsync(data, server);
        }

        scene.AssertNextClosed("protocol-error");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("timeouts.idle = 1s", "idle-timeout")]
    [InlineData("timeouts.lifetime = 1s", "lifetime-reached")]
    public async Task What_was_taken_from_a_client_that_we_cut_reaches_a_slow_upstream(string timeouts, string reason)
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: timeouts);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            var data = RandomNumberGenerator.GetBytes(200_000);
            Assert.True(client.Write(data), client.Failure);
            client.AwaitReset();
            await AssertBrokenAfterAsync(data, server);
        }

        scene.AssertNextClosed(reason);
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_takes_nothing_any_more_is_not_waited_for_without_end()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.write = 1s");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            server.Socket.ReceiveBufferSize = 8 * 1024;
            Assert.True(client.Write(RandomNumberGenerator.GetBytes(500_000)), client.Failure);
            client.Truncate();
            scene.AssertNextClosed("truncated");
            var end = await server.ReadToEndAsync();
            Assert.True(end.WasReset);
            Assert.InRange(end.Bytes.Length, 1, 499_999);
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_sends_and_waits_takes_the_rest_too()
    {
        using var upstream = TestUpstream.Start();
        upstream.Echo();
        await using var scene = await ForwardScene.StartAsync(upstream);
        using (var client = scene.Connect())
        {
            // Nobody reads the echo, so that it stands still at last; what it holds up is taken once the client is gone.
            var sending = Task.Run(() => client.Write(new byte[24_000_000]));
            await Task.WhenAny(sending, Task.Delay(1500));
            client.Truncate();
            Assert.False(await sending);
        }

        Assert.Contains(scene.Server.Log.NextClosed().Reason, (string?[])["truncated", "peer-reset"]);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(300_000)]
    public async Task What_an_upstream_sent_before_its_reset_reaches_a_client_that_stalls(int length)
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        {
            var data = RandomNumberGenerator.GetBytes(length);
            await server.SendAsync(data);
            AwaitArrival(server);
            server.Reset();
            await scene.Neighbour.AssertServedAsync(5);
            AssertBrokenAfter(data, client);
        }

        scene.AssertNextClosed("upstream-reset");
        await scene.EndAsync();
    }

    [Fact]
    public async Task What_an_upstream_sent_before_its_reset_reaches_a_client_that_is_still_sending()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        {
            // An upload that the upstream does not want: it says so and leaves, with most of it unread.
            var sending = Task.Run(() => client.Write(new byte[24_000_000]));
            await server.ReadAsync(100_000);
            var answer = RandomNumberGenerator.GetBytes(100_000);
            await server.SendAsync(answer);
            AwaitArrival(server);
            server.Reset();
            Assert.False(await sending);
            Assert.Equal(answer, client.Received);
        }

        scene.AssertNextClosed("upstream-reset");
        await scene.EndAsync();
    }

    [Fact]
    public async Task What_an_upstream_sent_before_it_was_cut_off_reaches_a_client_that_stalls()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await StartAsync(upstream);
        using (var client = scene.Connect())
        {
            var accepted = await upstream.NextAsync();
            await using var server = await TlsUpstream.AuthenticateAsync(accepted, _authority.IssueServer());
            var data = RandomNumberGenerator.GetBytes(1_000_000);
            await server.WriteAsync(data);
            accepted.CompleteWrites();
            await scene.Neighbour.AssertServedAsync(5);
            AssertBrokenAfter(data, client);
        }

        Assert.Contains("without close_notify", scene.AssertNextClosed("upstream-reset").Detail);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("timeouts.lifetime = 1s", "lifetime-reached")]
    [InlineData("timeouts.idle = 1s", "idle-timeout")]
    public async Task An_answer_that_we_cut_does_not_look_whole(string timeouts, string reason)
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: timeouts);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            var data = RandomNumberGenerator.GetBytes(100_000);
            await server.SendAsync(data);
            AssertBrokenAfter(data, client);
            Assert.True((await server.ReadToEndAsync()).WasReset);
        }

        scene.AssertNextClosed(reason);
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_answer_that_is_not_whole_by_the_half_close_timeout_does_not_look_so()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.half-close = 1s");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            client.CompleteWrites();
            var data = RandomNumberGenerator.GetBytes(100_000);
            await server.SendAsync(data);
            AssertBrokenAfter(data, client);
        }

        scene.AssertNextClosed("half-close-timeout");
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_answer_that_was_whole_when_we_cut_it_looks_so()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.lifetime = 2s");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            await server.SendAsync("all of it"u8.ToArray());
            server.CompleteWrites();
            var (end, received) = client.ReadToEnd();
            Assert.Equal(TlsStatus.Closed, end);
            Assert.Equal("all of it"u8.ToArray(), received);
            Assert.Equal(0, client.ReadPastTheEnd());
        }

        scene.AssertNextClosed("lifetime-reached");
        await scene.EndAsync();
    }

    private Task<ForwardScene> StartAsync(TestUpstream upstream) => ForwardScene.StartAsync(
        [$"localhost:{upstream.Port}"], Tls, prepare: (_, directory) => directory.Write("upstream-ca.crt", _authority.CertificatePem));

    // With TLS 1.2: in 1.3 a server's handshake may end with something to write, which a reset that has come already would disturb.
    private async Task<SslStream> AcceptAsync(TestUpstream upstream) =>
        await TlsUpstream.AuthenticateAsync(await upstream.NextAsync(), _authority.IssueServer(), SslProtocols.Tls12);

    /// <summary>Reads slowly at first.</summary>
    private static async Task AssertBrokenAfterAsync(byte[] data, RawClient upstream)
    {
        var first = new List<byte>();
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(10);
            first.AddRange(await upstream.ReadAsync(1024));
        }
        var rest = await upstream.ReadToEndAsync();
        Assert.True(rest.WasReset);
        Assert.Equal(SHA256.HashData(data), SHA256.HashData([.. first, .. rest.Bytes]));
    }

    private static void AssertBrokenAfter(byte[] data, EngineClient client)
    {
        var (end, received) = client.ReadToEnd();
        Assert.Equal((TlsStatus.Failed, TlsFailureKind.Reset, data.Length), (end, client.FailureKind, received.Length));
        Assert.Equal(SHA256.HashData(data), SHA256.HashData(received));
    }

    /// <summary>True when the stream ended as a whole one.</summary>
    private static async Task<bool> TryCopyAsync(SslStream from, Stream to)
    {
        try
        {
            await from.CopyToAsync(to).WaitAsync(TestUpstream.Patience);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void AwaitArrival(RawClient sender)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (EventLoops.Sockets.Unacknowledged((int)sender.Socket.Handle) > 0)
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TestUpstream.Patience, "The server's kernel does not take it.");
            Thread.Sleep(5);
        }
    }
}
