using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Limits;

/// <summary>The limits of a listener count over all of its event loops, exactly, and every slot comes back.</summary>
public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task At_max_connections_the_backlog_waits_and_each_end_serves_the_next()
    {
        await using var scene = await Scene.StartAsync("limits.max-connections = 3");   // The neighbour is one of them.
        var open = new Queue<TlsClient>();
        open.Enqueue(await scene.ConnectTlsAsync());
        open.Enqueue(await scene.ConnectTlsAsync());

        for (var round = 0; round < 20; round++)
        {
            var waiting = scene.ConnectTlsAsync();
            await scene.Neighbour.AssertServedAsync();
            Assert.False(waiting.IsCompleted);
            Assert.Equal(3, scene.Server.CountConnectionActors());

            await (open.Dequeue()).DisposeAsync();
            open.Enqueue(await waiting.WaitAsync(TlsClient.Patience));
            scene.AssertNextClosed("truncated", "established");
        }

        foreach (var client in open) await client.DisposeAsync();
        scene.AssertNextClosed("truncated");
        scene.AssertNextClosed("truncated");
        await scene.EndAsync();
    }

    [Fact]
    public async Task Under_concurrency_max_connections_is_never_exceeded()
    {
        const int clients = 60, limit = 5;
        await using var scene = await Scene.StartAsync($"limits.max-connections = {limit}");
        var most = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, clients), new ParallelOptions { MaxDegreeOfParallelism = 12 },
            async (_, _) =>
            {
                await using var client = await scene.ConnectTlsAsync();
                await client.EchoAsync();
                InterlockedMax(ref most, scene.Server.CountConnectionActors());
                await client.Stream.ShutdownAsync();
                await client.ReadToCloseNotifyAsync();
            });

        for (var i = 0; i < clients; i++) scene.AssertNextClosed("peer-finished");
        Assert.InRange(most, 2, limit + 1);   // An actor outlives its slot by a moment.
        await scene.EndAsync();
    }

    [Fact]
    public async Task At_max_handshakes_the_backlog_waits_until_a_handshake_is_over()
    {
        await using var scene = await Scene.StartAsync("limits.max-handshakes = 2\ntimeouts.handshake = 10m");
        using var first = await BeginHandshakeAsync(scene);
        using var second = await BeginHandshakeAsync(scene);

        var waiting = scene.ConnectTlsAsync();
        await scene.Neighbour.AssertServedAsync(10);
        Assert.False(waiting.IsCompleted);

        first.Reset();
        await using (var client = await waiting.WaitAsync(TlsClient.Patience))
        {
            scene.AssertNextClosed("peer-reset", "handshaking");
            await client.EchoAsync();
            await using (var another = await scene.ConnectTlsAsync()) await another.EchoAsync();
            scene.AssertNextClosed("truncated", "established");
        }
        scene.AssertNextClosed("truncated", "established");
        second.Reset();
        scene.AssertNextClosed("peer-reset", "handshaking");
        await scene.EndAsync();
    }

    [Fact]
    public async Task Silent_connections_are_no_handshakes_and_keep_nobody_out()
    {
        await using var scene = await Scene.StartAsync("limits.max-handshakes = 2\ntimeouts.handshake = 10m");
        var silent = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => scene.ConnectAsync()));

        for (var i = 0; i < 20; i++)
        {
            await using var client = await scene.ConnectTlsAsync();
            await client.EchoAsync();
        }
        for (var i = 0; i < 20; i++) scene.AssertNextClosed("truncated", "established");

        foreach (var client in silent) client.Reset();
        for (var i = 0; i < silent.Length; i++) scene.AssertNextClosed("peer-reset", "accepted");
        await scene.EndAsync();
    }

    [Fact]
    public async Task Accepted_connections_begin_their_handshakes_in_turn()
    {
        await using var scene = await Scene.StartAsync("limits.max-handshakes = 2\ntimeouts.handshake = 10m");
        var accepted = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => scene.ConnectAsync()));
        await scene.Neighbour.AssertServedAsync();

        // All speak at once; two are answered, and each of the others when one of those is gone.
        foreach (var client in accepted) await client.SendAsync(new ClientHello().ToRecords());
        var answers = accepted.ToDictionary(client => client.ReadSomeAsync());
        while (answers.Count > 0)
        {
            var answered = await Task.WhenAny(answers.Keys);
            Assert.InRange(answers.Keys.Count(answer => answer.IsCompleted), 1, 2);
            Assert.NotEqual(0, await answered);
            answers[answered].Reset();
            answers.Remove(answered);
            scene.AssertNextClosed("peer-reset", "handshaking");
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task Over_the_limit_of_an_address_a_connection_is_accepted_and_closed()
    {
        await using var scene = await Scene.StartAsync("limits.max-connections-per-address = 2");
        var numbers = new HashSet<object?>();
        for (var round = 0; round < 5; round++)
        {
            await using (var client = await scene.ConnectTlsAsync())
            {
                for (var i = 0; i < 20; i++)
                {
                    using var over = await scene.ConnectAsync();
                    Assert.Empty((await over.ReadToEndAsync()).Bytes);
                    var end = scene.AssertNextClosed("over-limit", "accepted");
                    Assert.Equal(0L, end.Fields["bytes_in"]);
                    Assert.True(numbers.Add(end.Fields["connection"]));
                }
                await client.EchoAsync();
            }
            scene.AssertNextClosed("truncated");   // And its slot is free again.
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task Honest_clients_are_served_between_silent_and_garbage_ones()
    {
        await using var scene = await Scene.StartAsync(
            "limits { max-connections = 70, max-handshakes = 64 }\ntimeouts { handshake = 1s, close = 500ms }");
        var silent = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => scene.ConnectAsync()));
        var garbage = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => scene.ConnectAsync()));
        foreach (var client in garbage) await client.SendAsync("no hello at all"u8.ToArray());

        for (var i = 0; i < 20; i++)
        {
            await using var client = await scene.ConnectTlsAsync();
            await client.EchoAsync();
        }

        foreach (var client in silent.Concat(garbage))
        {
            await client.ReadToEndAsync();
            client.Dispose();
        }
        var reasons = Enumerable.Range(0, 80).Select(_ => scene.Server.Log.NextClosed().Reason!).CountBy(reason => reason).ToDictionary();
        Assert.Equal((40, 20, 20), (reasons["handshake-timeout"], reasons["handshake-failed"], reasons["truncated"]));
        await scene.EndAsync();
    }

    private static async Task<RawClient> BeginHandshakeAsync(Scene scene)
    {
        var client = await scene.ConnectAsync();
        await client.SendAsync(new ClientHello().ToRecords());
        await client.ReadSomeAsync();
        return client;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
