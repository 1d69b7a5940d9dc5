using ActorTls.Actors.Tests.EventLoop;
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
            Environment.Worker.Execute(new ActionRunnable(() => spoken.Wait()));
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
