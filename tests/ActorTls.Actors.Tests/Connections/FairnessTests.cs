using System.Net.Sockets;
using ActorTls.Connections;
using Akka.Actor;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>One connection has one share of its event loop, however much it has to do.</summary>
public sealed class FairnessTests : ConnectionFixture
{
    [Fact]
    public async Task A_peer_that_never_pauses_has_one_continuation_under_way()
    {
        Sessions.Received = (_, _) => { };
        var (connection, peer) = ConnectInto("established");
        using var enough = new CancellationTokenSource();
        var flood = Task.Run(() => Flood(peer, enough.Token));
        Await(() => Volatile.Read(ref Environment.Counters.BytesIn) > 1_000_000);

        for (var i = 0; i < 100; i++) connection.Tell(ContinueReading.Instance);

        // Each that found its budget used up would go on for ever beside the others.
        var cell = ((ActorRefWithCell)connection).Underlying;
        var before = Volatile.Read(ref Environment.Counters.BytesIn);
        Await(() => Volatile.Read(ref Environment.Counters.BytesIn) > before + 50_000_000);
        Await(() => cell.NumberOfMessages <= 3);
        await enough.CancelAsync();
        await flood.WaitAsync(TimeSpan.FromSeconds(30));
        peer.Dispose();
        ExpectTerminated(connection, TimeSpan.FromSeconds(30));
        AssertBaseline();
    }

    private static void Flood(Socket peer, CancellationToken enough)
    {
        var chunk = new byte[256 * 1024];
        while (!enough.IsCancellationRequested) peer.Send(chunk);
    }
}
