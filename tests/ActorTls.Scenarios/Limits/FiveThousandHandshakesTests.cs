using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using Xunit.Abstractions;

namespace ActorTls.Scenarios.Limits;

/// <summary>
/// Five thousand connections that never say a word, by the default limits. Nobody who is honest notices, and they are gone
/// when their time is over.
/// </summary>
public sealed class FiveThousandHandshakesTests(ITestOutputHelper output)
{
    private const int Held = 5_000, Honest = 200, DescriptorsNeeded = 2 * Held + 1_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    [SkippableFact]
    public async Task Silent_ones_keep_nobody_out_and_are_gone_within_a_second_of_the_deadline()
    {
        Skip.If(DescriptorLimit.Hard < DescriptorsNeeded, $"ulimit -Hn is below {DescriptorsNeeded}");
        await using var scene = await Scene.StartAsync($"timeouts.handshake = {Deadline.TotalSeconds}s");
        var held = Hold(scene.EndPointOf("test"));

        var slowest = VisitHonestly(scene);
        for (var i = 0; i < Honest; i++) scene.AssertNextClosed("peer-finished", "established");

        var ends = Enumerable.Range(0, Held).Select(_ => scene.AssertNextClosed("handshake-timeout", "accepted"))
            .Select(closed => (double)closed.Fields["duration_ms"]! - Deadline.TotalMilliseconds).Order().ToList();
        foreach (var socket in held) socket.Dispose();
        output.WriteLine($"honest clients within {slowest.TotalMilliseconds:F0} ms; reaped {ends[0]:F0} to {ends[^1]:F0} ms after the deadline");
        Assert.True(ends[0] >= 0, $"one was cut {-ends[0]} ms early");
        Assert.True(ends[Held * 99 / 100] < 1_000, $"of a hundred one was cut {ends[Held * 99 / 100]} ms late");
        await scene.EndAsync();
    }

    private static List<Socket> Hold(IPEndPoint server)
    {
        var held = new List<Socket>(Held);
        for (var i = 0; i < Held; i++)
        {
            var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(server);
            held.Add(socket);
        }
        return held;
    }

    /// <summary>One after the other; the longest that one of them took to be served.</summary>
    private static TimeSpan VisitHonestly(Scene scene)
    {
        using var context = EngineClient.CreateContext(
            scene.Server.Authority.CertificatePem, scene.Server.Authority.IssueClient(), TlsProtocols.Tls13);
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < Honest; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var client = EngineClient.Establish(context, scene.EndPointOf("test"));
            client.Echo([1]);
            var took = Stopwatch.GetElapsedTime(start);
            if (took > slowest) slowest = took;
            client.CompleteWritesAndAwaitEnd();
        }
        return slowest;
    }
}
