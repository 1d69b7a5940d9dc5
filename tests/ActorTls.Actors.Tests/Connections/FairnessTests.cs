using ActorTls.Actors.Tests.EventLoops;
using ActorTls.Connections;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Actor;
using Akka.Dispatch;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>One connection has one share of its event loop, however much it has to do.</summary>
public sealed class FairnessTests : ConnectionFixture
{
    [Fact]
    public void A_peer_that_never_pauses_has_one_continuation_under_way()
    {
        Sessions.Received = (_, _) => { };
        var (connection, peer) = ConnectInto("established");
        Tls.IsEndless = true;

        // Nobody takes this byte, so that the loop tells of readiness again and again; and each turn, finding its budget
        // used up, has to go on later.
        peer.Send("x"u8);

        var before = Volatile.Read(ref Environment.Counters.BytesIn);
        Await(() => Volatile.Read(ref Environment.Counters.BytesIn) > before + 15_000_000_000);
        Assert.InRange(((ActorRefWithCell)connection).Underlying.NumberOfMessages, 0, 5);
        Tls.IsEndless = false;
        peer.Dispose();
        ExpectTerminated(connection, TimeSpan.FromSeconds(30));
        AssertBaseline();
    }

    [Theory]
    [InlineData(16 * 1024, 0, 8)]
    [InlineData(8 * 1024, 0, 16)]
    [InlineData(1, 0, 32)]      // A byte costs as much as 4 KiB.
    [InlineData(1, 1, 16)]
    [InlineData(1, 3, 8)]       // A KeyUpdate costs about as much as a full record.
    [InlineData(16 * 1024, 28, 1)]
    public async Task A_turn_takes_as_many_records_as_their_work_allows(int record, int steps, int most)
    {
        Sessions.Received = (_, _) => { };
        var (connection, peer) = ConnectInto("established");
        (Tls.StepsWithEach, Tls.EndlessRecord) = (steps, record);

        // It is queued anew each time, as the connection is: one turn of that lies between two of its own.
        var (turns, last, largest) = (0, 0, 0);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            var reads = Volatile.Read(ref Tls.Reads);
            if (turns > 0) largest = Math.Max(largest, reads - last);
            last = reads;
            if (++turns == 1000) done.SetResult();
            else Environment.Loop.Execute(new ActionRunnable(Look));
        }
        peer.Send("x"u8);
        Await(() => Volatile.Read(ref Tls.Reads) > 100);
        Environment.Loop.Execute(new ActionRunnable(Look));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Tls.EndlessRecord = 0;

        // The byte that waits in the socket may give a turn besides the one that the connection asks for itself.
        Assert.InRange(largest, most, 2 * most);
        peer.Dispose();
        ExpectTerminated(connection, TimeSpan.FromSeconds(30));
        AssertBaseline();
    }

    [Fact]
    public void A_connection_that_ends_while_its_handshake_has_to_wait_never_begins_it()
    {
        var visitors = new[] { Connect(), Connect() };
        foreach (var (connection, _) in visitors) Watch(connection);
        Await(() => Volatile.Read(ref Environment.Counters.Connections(ConnectionPhase.Accepted)) == 2);

        // Whoever is first, by the kernel's choice, ends both: itself after this step, and the other one before its own.
        Tls.HandshakeStatus = TlsStatus.WantRead;
        Tls.Handshake = () =>
        {
            foreach (var (connection, _) in visitors) connection.Tell(new CutConnection(CloseReason.Draining));
            return null;
        };
        using (var spoken = new ManualResetEventSlim())
        {
            Environment.Loop.Execute(new ActionRunnable(() => spoken.Wait()));
            foreach (var (_, peer) in visitors) peer.Send("hello"u8);
            spoken.Set();
        }

        foreach (var (connection, _) in visitors) ExpectTerminated(connection, TimeSpan.FromSeconds(30));
        var ends = visitors.Select(_ => Log.NextClosed()).Select(closed => (closed.Reason, closed.Phase)).Order();
        Assert.Equal([("draining", "accepted"), ("draining", "handshaking")], ends);
        Assert.Equal(1, Tls.Created);
        foreach (var (_, peer) in visitors) peer.Dispose();
        AssertBaseline();
    }
}
