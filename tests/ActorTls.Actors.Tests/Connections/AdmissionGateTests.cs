using ActorTls.Configuration;
using ActorTls.Connections;

namespace ActorTls.Actors.Tests.Connections;

public sealed class AdmissionGateTests
{
    [Fact]
    public void Limits_are_exact_whatever_many_threads_do()
    {
        const int limit = 7;
        var gate = new AdmissionGate(new LimitSettings(limit, 0, 0));
        var admitted = 0;
        var most = 0;

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (!gate.TryTakeSlot()) continue;
                var now = Interlocked.Increment(ref admitted);
                InterlockedMax(ref most, now);
                Interlocked.Decrement(ref admitted);
                gate.ReturnSlot();
            }
        });

        Assert.InRange(most, 1, limit);
        Assert.Equal((0, 0), (gate.Connections, gate.Handshakes));
    }

    [Fact]
    public void While_handshakes_are_at_their_limit_no_connection_is_taken()
    {
        var gate = new AdmissionGate(new LimitSettings(0, 0, 1));
        Assert.True(gate.TryTakeSlot());
        Assert.True(gate.TryTakeSlot());   // Silent connections are no handshakes.
        Assert.True(gate.TryBeginHandshake());
        Assert.False(gate.TryBeginHandshake());
        Assert.False(gate.TryTakeSlot());
        Assert.Equal((2, 1), (gate.Connections, gate.Handshakes));

        gate.HandshakeEnded();
        Assert.True(gate.TryTakeSlot());
        Assert.True(gate.TryBeginHandshake());
    }

    [Fact]
    public void Whoever_waits_is_woken_once_by_what_ends_next()
    {
        var gate = new AdmissionGate(new LimitSettings(1, 0, 0));
        var woken = 0;
        gate.SetWaiters([() => woken++]);
        Assert.True(gate.TryTakeSlot());
        Assert.True(gate.TryBeginHandshake());
        gate.HandshakeEnded();
        Assert.Equal(0, woken);   // Nobody waits yet.

        gate.WaitForSlot();
        gate.ReturnSlot();
        Assert.Equal(1, woken);
        Assert.True(gate.TryTakeSlot());
        gate.ReturnSlot();
        Assert.Equal(1, woken);
    }

    [Fact]
    public void Connections_are_limited_for_each_address_without_its_port()
    {
        var gate = new AdmissionGate(new LimitSettings(0, 2, 0));
        Assert.True(gate.TryCountAddress(V4(1, 1000)));
        Assert.True(gate.TryCountAddress(V4(1, 1001)));
        Assert.False(gate.TryCountAddress(V4(1, 1002)));
        Assert.True(gate.TryCountAddress(V4(2, 1000)));

        gate.ReleaseAddress(V4(1, 1000));
        Assert.True(gate.TryCountAddress(V4(1, 1003)));
        Assert.False(gate.TryCountAddress(V4(1, 1004)));
    }

    [Fact]
    public void The_limit_for_an_address_holds_whatever_many_threads_do()
    {
        const int limit = 5;
        var gate = new AdmissionGate(new LimitSettings(0, limit, 0));
        var admitted = 0;
        var most = 0;
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (!gate.TryCountAddress(V4(1, 1))) continue;
                InterlockedMax(ref most, Interlocked.Increment(ref admitted));
                Interlocked.Decrement(ref admitted);
                gate.ReleaseAddress(V4(1, 1));
            }
        });

        Assert.InRange(most, 1, limit);
        for (var i = 0; i < limit; i++) Assert.True(gate.TryCountAddress(V4(1, 1)));
        Assert.False(gate.TryCountAddress(V4(1, 1)));
    }

    [Fact]
    public void Other_limits_count_those_who_are_in_and_wake_who_waits()
    {
        var gate = new AdmissionGate(new LimitSettings(0, 0, 0));
        var woken = 0;
        gate.SetWaiters([() => woken++]);
        for (ushort i = 0; i < 3; i++)
        {
            Assert.True(gate.TryTakeSlot());
            Assert.True(gate.TryCountAddress(V4(1, i)));
        }

        gate.UseLimits(new LimitSettings(2, 2, 0));
        Assert.False(gate.TryTakeSlot());
        Assert.False(gate.TryCountAddress(V4(1, 4)));
        Leave();
        Assert.False(gate.TryTakeSlot());
        Leave();
        Assert.True(gate.TryTakeSlot());
        Assert.True(gate.TryCountAddress(V4(1, 5)));
        Assert.False(gate.TryTakeSlot());

        gate.WaitForSlot();
        gate.UseLimits(new LimitSettings(3, 0, 0));
        Assert.Equal(1, woken);
        Assert.True(gate.TryTakeSlot());
        Assert.True(gate.TryCountAddress(V4(1, 6)));

        void Leave()
        {
            gate.ReleaseAddress(V4(1, 0));
            gate.ReturnSlot();
        }
    }

    private static PeerAddress V4(byte last, ushort port) =>
        PeerAddress.FromSocketAddress([2, 0, (byte)(port >> 8), (byte)port, 10, 0, 0, last, 0, 0, 0, 0, 0, 0, 0, 0]);

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value;)
            seen = Interlocked.CompareExchange(ref target, value, seen) is var found && found == seen ? value : found;
    }
}
