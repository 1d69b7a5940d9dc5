using ActorTls.Configuration;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using ActorTls.Load.Scenarios.Handshakes;
using ActorTls.Load.Tests.Harness;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Load.Tests.Scenarios;

/// <summary>Every scenario for a moment, against a whole server in this process.</summary>
public sealed class ScenarioTests
{
    private static WorkloadResult Single(RunResult run, string stage, string workload)
    {
        Assert.Empty(run.Stages.SelectMany(each => each.Workloads).SelectMany(each => each.Failures));
        return run.Stages.Single(each => each.Name == stage).Workloads.Single(each => each.Name == workload);
    }

    [Theory]
    [InlineData("handshake-full", TlsProtocols.Tls13)]
    [InlineData("handshake-full", TlsProtocols.Tls12)]
    [InlineData("handshake-mutual", TlsProtocols.Tls13)]
    [InlineData("handshake-mutual", TlsProtocols.Tls12)]
    [InlineData("handshake-resumed", TlsProtocols.Tls13)]
    [InlineData("handshake-resumed", TlsProtocols.Tls12)]
    public async Task Handshakes(string scenario, TlsProtocols protocol)
    {
        await using var server = await TestServer.StartAsync();
        var target = LoadBench.Target(server.EndPoint, server.Authority) with { Protocol = protocol };
        var run = await LoadBench.RunAsync(scenario, target, count: 50, parameters: ("clients", "4"));

        var handshakes = Single(run, "load", "handshakes");
        Assert.InRange(handshakes.Operations, 50, 54);
        Assert.Equal(handshakes.Operations, handshakes.Latency!.Count);

        // Each connection was what it says, in the server's eyes too, and ended in good order. The first of each client
        // is either the full handshake that gave the first ticket, or one that the server had to refuse.
        var resumed = 0;
        for (var connection = 0; connection < handshakes.Operations; connection++)
        {
            var closed = server.Log.NextClosed();
            while (closed.Reason == "certificate-rejected" && scenario == "handshake-mutual") closed = server.Log.NextClosed();
            Assert.Equal("peer-finished", closed.Reason);
            if (closed.Fields["resumed"] is true) resumed++;
        }
        if (scenario == "handshake-resumed") Assert.InRange(resumed, handshakes.Operations - 4, handshakes.Operations);
        else Assert.Equal(0, resumed);
        await server.AssertBaselineAsync();
    }

    [Theory]
    [InlineData("echo", "echo", 1)]
    [InlineData("echo", "echo", 2)]
    [InlineData("forward", "echo", 1)]
    [InlineData("stream", "stream", 1)]
    [InlineData("forward-stream", "stream", 2)]
    public async Task Round_trips(string scenario, string workload, int threads)
    {
        await using var server = await TestServer.StartAsync();
        var run = await LoadBench.RunAsync(
            scenario, LoadBench.Target(server.EndPoint, server.Authority), count: 60, threads: threads, parameters: ("connections", "3"));

        var trips = Single(run, "load", workload);
        Assert.InRange(trips.Operations, 60, 63);
        var size = workload == "echo" ? 64 : 256 * 1024;
        Assert.Equal(trips.Operations * size, trips.Bytes);
        var server1 = run.Stages.Single().Server!;
        Assert.True(server1.MicrosecondsPerOperation > 0);
        Assert.True(server1.ResidentKibibytes > 1000);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_constant_rate()
    {
        await using var server = await TestServer.StartAsync();
        var run = await LoadBench.RunAsync(
            "echo", LoadBench.Target(server.EndPoint, server.Authority), count: 200, rate: 500, parameters: ("connections", "20"));
        Assert.InRange(Single(run, "load", "echo").Operations, 200, 220);
        // Those of the warm-up that end in the window count too, one of each user at most. The 200th is due 398 ms after the first, however fast the server is.
        Assert.InRange(run.Stages[0].Seconds, 0.35, 120);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Connections_that_are_held()
    {
        await using var server = await TestServer.StartAsync();
        var run = await LoadBench.RunAsync(
            "idle", LoadBench.Target(server.EndPoint, server.Authority), count: 0,
            parameters: [("connections", "30"), ("first", "10"), ("steps", "2"), ("settle", "10ms")]);

        Assert.Equal(
            [("open-10", 10L), ("open-20", 10L), ("open-30", 10L), ("try-again", 30L)],
            run.Stages.Where(stage => stage.Workloads.Sum(workload => workload.Operations) > 0).Select(stage => (stage.Name, Single(run, stage.Name, "connections").Operations)));
        Assert.Equal(
            [0, 10, 20, 30], run.Stages.Where(stage => stage.Name.StartsWith("hold", StringComparison.Ordinal)).Select(stage => stage.Server!.Connections));
        Assert.NotNull(run.Stages.Single(stage => stage.Name == "hold-30").Server!.KibibytesPerConnection);
        for (var connection = 0; connection < 30; connection++) Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    [Theory]
    [InlineData("close", "peer-finished")]
    [InlineData("reset", "peer-reset")]
    public async Task Everyone_comes_at_once_and_comes_back(string drop, string reason)
    {
        await using var server = await TestServer.StartAsync();
        var run = await LoadBench.RunAsync(
            "reconnect", LoadBench.Target(server.EndPoint, server.Authority), count: 0,
            parameters: [("connections", "25"), ("rounds", "2"), ("stay", "10ms"), ("drop", drop)]);

        foreach (var stage in new[] { "connect", "return-1", "return-2" }) Assert.Equal(25, Single(run, stage, "clients").Operations);
        for (var connection = 0; connection < 50; connection++) Assert.Equal(reason, server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Slow_readers_beside_live_traffic()
    {
        await using var server = await TestServer.StartAsync();
        var run = await LoadBench.RunAsync(
            "slow-readers", LoadBench.Target(server.EndPoint, server.Authority), count: 200,
            parameters: [("slow-connections", "3"), ("live-connections", "4"), ("ahead", "300000"), ("pause", "1ms"), ("live-rate", "500")]);
        Assert.InRange(Single(run, "quiet", "live").Operations, 200, 204);
        Assert.InRange(Single(run, "slow-readers", "live").Operations, 200, 204);
        Assert.True(Single(run, "slow-readers", "slow").Operations > 0);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Live_traffic_in_a_storm_of_handshakes()
    {
        await using var server = await TestServer.StartAsync();
        var run = await LoadBench.RunAsync(
            "mixed", LoadBench.Target(server.EndPoint, server.Authority), count: 200,
            parameters: [("live-connections", "4"), ("live-rate", "500"), ("storm-clients", "4"), ("storm-rate", "none")]);
        Assert.InRange(Single(run, "storm", "live").Operations, 200, 204);
        Assert.True(Single(run, "storm", "handshakes").Operations > 0);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_runner_with_threads_of_its_own_uses_the_same_users()
    {
        await using var server = await TestServer.StartAsync();
        using (var loops = LoadLoops.Start(2, TimeSpan.Zero, LoadBench.Target(server.EndPoint, server.Authority)))
        {
            var workload = HandshakeScenarios.Resumed.Plan(new HandshakeParameters { Clients = 8 }).Workloads[0];
            await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
            {
                var user = await LoadUser.CreateAsync(loops, workload, number);
                Assert.Null(await user.PrepareAsync());
                for (var iteration = 0; iteration < 5; iteration++) Assert.Null((await user.IterateAsync()).Failure);
                Assert.Null(await user.LeaveAsync());
                await user.AbandonAsync();
            })));
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Connections_come_from_as_many_addresses_as_they_are_told_to()
    {
        await using var server = await TestServer.StartAsync();
        var target = LoadBench.Target(server.EndPoint, server.Authority) with { SourceAddresses = 3 };
        await LoadBench.RunAsync("handshake-full", target, count: 12, parameters: ("clients", "1"));
        var addresses = Enumerable.Range(0, 12).Select(_ => ((string)server.Log.NextClosed().Fields["peer"]!).Split(':')[0]).ToHashSet();
        Assert.Equal(["127.0.0.1", "127.0.0.2", "127.0.0.3"], addresses.Order(StringComparer.Ordinal));
        await server.AssertBaselineAsync();
    }
}
