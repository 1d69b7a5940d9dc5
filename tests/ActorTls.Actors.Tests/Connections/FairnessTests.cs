using Akka.Actor;

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
}
