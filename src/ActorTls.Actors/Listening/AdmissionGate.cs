using System.Collections.Concurrent;
using ActorTls.Configuration;
using ActorTls.Connections;

namespace ActorTls.Listening;

/// <summary>
/// Counts a listener's connections and handshakes over all of its workers, and says when to stop accepting. A slot is
/// taken before <c>accept(2)</c> is called, so the limits are exact, whatever the workers do at the same time.
/// Thread-safe, without locks.
/// </summary>
internal sealed class AdmissionGate(LimitSettings limits)
{
    private readonly ConcurrentDictionary<PeerAddress, int> _perAddress = new();
    private Action[] _waiters = [];
    private int _connections;
    private int _handshakes;
    private int _waiting;
    private int _cut;

    /// <summary>Connections that hold a slot.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that have not completed their handshake.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>Connections that were cut because the server stops.</summary>
    public int Cut => Volatile.Read(ref _cut);

    /// <summary>Takes a slot for a connection that begins its handshake; false when either limit is reached.</summary>
    public bool TryTakeSlot()
    {
        if (!TryIncrement(ref _connections, limits.MaxConnections)) return false;
        if (TryIncrement(ref _handshakes, limits.MaxHandshakes)) return true;

        Interlocked.Decrement(ref _connections);
        return false;
    }

    /// <summary>Gives back a slot that no connection came for, or whose connection ended in its handshake.</summary>
    public void ReturnUnusedSlot()
    {
        Interlocked.Decrement(ref _handshakes);
        ConnectionEnded();
    }

    /// <summary>The handshake is over, and the connection goes on.</summary>
    public void HandshakeEnded()
    {
        Interlocked.Decrement(ref _handshakes);
        WakeWaiters();
    }

    /// <summary>The connection is over; its handshake ended before.</summary>
    public void ConnectionEnded()
    {
        Interlocked.Decrement(ref _connections);
        WakeWaiters();
    }

    /// <summary>The connection was cut because the server stops.</summary>
    public void CountCut() => Interlocked.Increment(ref _cut);

    /// <summary>Counts a connection of an address; false, and not counted, when the address has as many as any may.</summary>
    public bool TryCountAddress(PeerAddress peer)
    {
        if (limits.MaxConnectionsPerAddress == 0) return true;

        var count = _perAddress.AddOrUpdate(peer.WithoutPort, 1, static (_, count) => count + 1);
        if (count <= limits.MaxConnectionsPerAddress) return true;

        ReleaseAddress(peer);
        return false;
    }

    /// <summary>A connection that <see cref="TryCountAddress"/> counted is over.</summary>
    public void ReleaseAddress(PeerAddress peer)
    {
        if (limits.MaxConnectionsPerAddress == 0) return;
        var key = peer.WithoutPort;
        var left = _perAddress.AddOrUpdate(key, 0, static (_, count) => count - 1);

        // Removed only if still zero: another worker may have counted a connection since.
        if (left == 0) _perAddress.TryRemove(KeyValuePair.Create(key, 0));
    }

    /// <summary>Adds a worker that is woken when a slot becomes free. Before the first connection.</summary>
    public void AddWaiter(Action wake) => _waiters = [.. _waiters, wake];

    /// <summary>
    /// Asks to be woken at the next free slot. Ask <see cref="TryTakeSlot"/> once more afterwards: a slot may have come
    /// free in between, and then nobody wakes.
    /// </summary>
    public void WaitForSlot() => Interlocked.Exchange(ref _waiting, 1);

    private void WakeWaiters()
    {
        if (Volatile.Read(ref _waiting) == 0 || Interlocked.Exchange(ref _waiting, 0) == 0) return;
        foreach (var wake in _waiters) wake();
    }

    private static bool TryIncrement(ref int counter, int limit)
    {
        if (limit == 0)
        {
            Interlocked.Increment(ref counter);
            return true;
        }

        var current = Volatile.Read(ref counter);
        while (current < limit)
        {
            var seen = Interlocked.CompareExchange(ref counter, current + 1, current);
            if (seen == current) return true;
            current = seen;
        }
        return false;
    }
}
