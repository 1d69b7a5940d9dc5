using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Endings;

/// <summary>
/// The TCP connection ends, in each phase, by FIN or by a reset. The phase <c>authenticating</c> is over within a turn
/// with the built-in rules; its endings are tested on the actor, with an authority that takes its time.
/// </summary>
public sealed class TcpEndTests
{
    [Fact]
    public async Task A_probe_that_sends_nothing_is_told_at_debug_only()
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            client.CompleteWrites();
            await client.ReadToEndAsync();
        }

        var closed = scene.AssertNextClosed("truncated", "accepted");
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Debug, closed.Level);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_reset_before_the_first_byte()
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync()) client.Reset();

        scene.AssertNextClosed("peer-reset", "accepted");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(true, "peer-reset")]
    [InlineData(false, "truncated")]
    public async Task Between_two_flights_of_the_handshake(bool reset, string reason)
    {
        await using var scene = await Scene.StartAsync();
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(new ClientHello().ToRecords());
            await client.ReadSomeAsync();
            if (reset) client.Reset();
            else client.CompleteWrites();
            if (!reset) await client.ReadToEndAsync();
        }

        scene.AssertNextClosed(reason, "handshaking");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(true, "peer-reset")]
    [InlineData(false, "truncated")]
    public async Task On_an_idle_connection(bool reset, string reason)
    {
        await using var scene = await Scene.StartAsync();
        await using (var client = await scene.ConnectTlsAsync())
        {
            await client.EchoAsync();
            if (reset) client.Reset();
            else await client.TruncateAsync();
        }

        scene.AssertNextClosed(reason, "established");
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(true, "peer-reset")]
    [InlineData(false, "truncated")]
    public async Task In_the_middle_of_a_record(bool reset, string reason)
    {
        await using var scene = await Scene.StartAsync();
        await using (var client = await scene.ConnectTlsAsync())
        {
            await client.EchoAsync();
            await client.Socket.SendAsync(new byte[] { 23, 3, 3, 1, 0, 42, 42 });   // 7 bytes of a record of 261.
            await scene.Neighbour.AssertServedAsync();
            if (reset) client.Reset();
            else await client.TruncateAsync();
        }

        var closed = scene.AssertNextClosed(reason, "established");
        Assert.Equal(5L, closed.Fields["bytes_in"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_reset_while_the_server_has_unsent_data()
    {
        await using var scene = await Scene.StartAsync();
        await using (var client = await scene.ConnectTlsAsync())
        {
            await Stall.FillAsync(client);
            client.Reset();
        }

        scene.AssertNextClosed("peer-reset", "established");
        await scene.EndAsync();
    }

    [Fact]
    public async Task FIN_while_the_server_has_unsent_data_is_a_truncation_after_all_was_sent()
    {
        await using var scene = await Scene.StartAsync();
        await using (var client = await scene.ConnectTlsAsync())
        {
            await Stall.FillAsync(client);
            client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            await Assert.ThrowsAnyAsync<IOException>(client.ReadToCloseNotifyAsync);
        }

        var closed = scene.AssertNextClosed("truncated", "established");
        Assert.Equal(closed.Fields["bytes_in"], closed.Fields["bytes_out"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_reset_while_the_server_waits_for_the_end_keeps_the_first_reason()
    {
        await using var scene = await Scene.StartAsync("timeouts.close = 10m");
        using (var client = await scene.ConnectAsync())
        {
            await client.SendAsync(ClientHello.Record(23, "no hello"u8));
            Assert.True((await client.ReadToEndAsync()).Alert > 0);
            client.Reset();
        }

        scene.AssertNextClosed("handshake-failed", "handshaking");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_thousand_resets_at_random_moments_leave_nothing_behind()
    {
        const int count = 1000;
        await using var scene = await Scene.StartAsync("timeouts.close = 1s");
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (seed, _) => await ResetAtRandomAsync(scene, new Random(seed)));

        var reasons = Enumerable.Range(0, count).Select(_ => scene.Server.Log.NextClosed().Reason).Distinct().ToHashSet();
        Assert.Subset(new HashSet<string?> { "peer-reset", "truncated" }, reasons);
        await scene.EndAsync();
    }

    /// <summary>The bytes of a real client, relayed up to a random place, and then the reset.</summary>
    private static async Task ResetAtRandomAsync(Scene scene, Random random)
    {
        using var relay = new CuttingRelay(scene.EndPointOf("test"), random.Next(1, 4000));
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(relay.EndPoint);
        try
        {
            await using var tls = await ClientTls.AuthenticateAsync(tcp, scene.Server, scene.Server.Authority.IssueClient());
            while (true) await tls.WriteAsync(new byte[random.Next(1, 1000)]);
        }
        catch (Exception cut) when (cut is IOException or System.Security.Authentication.AuthenticationException)
        {
            await relay.Done.WaitAsync(TlsClient.Patience);
        }
    }
}
