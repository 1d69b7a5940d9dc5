using System.Collections.Concurrent;
using ActorTls.Configuration;

namespace ActorTls.Connections;

/// <summary>
/// Counts a listener's connections and handshakes over all of its acceptors, and says when to stop accepting. A slot is
/// taken before <c>accept(2)</c> is called, so the limits are exact, whatever the acceptors do at the same time. Other limits
/// may be set at any time; whoever is in stays. Thread-safe, without locks.
/// </summary>
internal sealed class AdmissionGate(LimitSettings limits)
{
    private volatile LimitSettings _limits = limits;
    private readonly ConcurrentDictionary<PeerAddress, int> _perAddress = new();
    private Action[] _waiters = [];
    private int _connections;
    private int _handshakes;
    private int _waiting;
    private int _cut;

    /// <summary>Connections that hold a slot.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections in their handshake, which began with the peer's first byte.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>Connections that a drain has cut.</summary>
    public int Cut => Volatile.Read(ref _cut);

    /// <summary>
    /// Takes a slot for a connection; false when there are as many as may be, or as many handshakes: whoever came now would
    /// only wait.
    /// </summary>
    public bool TryTakeSlot() =>
        (_limits.MaxHandshakes == 0 || Volatile.Read(ref _handshakes) < _limits.MaxHandshakes) &&
        TryIncrement(ref _connections, _limits.MaxConnections);

    /// <summary>A connection that has a slot begins its handshake; false when there are as many as may be.</summary>
    public bool TryBeginHandshake() => TryIncrement(ref _handshakes, _limits.MaxHandshakes);

    /// <summary>A handshake that <see cref="TryBeginHandshake"/> counted is over, whatever its result.</summary>
    public void HandshakeEnded()
    {
        Interlocked.Decrement(ref _handshakes);
        WakeWaiters();
    }

    /// <summary>Gives back the slot of a connection that is over, or that never came.</summary>
    public void ReturnSlot()
    {
        Interlocked.Decrement(ref _connections);
        WakeWaiters();
    }

    /// <summary>A drain has cut the connection.</summary>
    public void CountCut() => Interlocked.Increment(ref _cut);

    /// <summary>Counts a connection of an address; false, and not counted, when the address has as many as any may.</summary>
    public bool TryCountAddress(PeerAddress peer)
    {
        // Without a limit too: one that is set later is to count those who are here already.
        var count = _perAddress.AddOrUpdate(peer.WithoutPort, 1, static (_, count) => count + 1);
        var limit = _limits.MaxConnectionsPerAddress;
        if (limit == 0 || count <= limit) return true;

        ReleaseAddress(peer);
        return false;
    }

    /// <summary>A connection that <see cref="TryCountAddress"/> counted is over.</summary>
    public void ReleaseAddress(PeerAddress peer)
    {
        var key = peer.WithoutPort;
        var left = _perAddress.AddOrUpdate(key, 0, static (_, count) => count - 1);

        // Removed only if still zero: another acceptor may have counted a connection since.
        if (left == 0) _perAddress.TryRemove(KeyValuePair.Create(key, 0));
    }

    /// <summary>Who is woken when a slot becomes free, in place of whoever was before.</summary>
    public void SetWaiters(IEnumerable<Action> waiters) => Volatile.Write(ref _waiters, [.. waiters]);

    /// <summary>Sets other limits. Where more are connected than may be, nobody new comes in until enough have gone.</summary>
    public void UseLimits(LimitSettings limits)
    {
        _limits = limits;
        WakeWaiters();
    }

    /// <summary>
    /// Asks to be woken when a connection or a handshake ends. Try once more afterwards: one may have ended in between, and
    /// then nobody wakes.
    /// </summary>
    public void WaitForSlot() => Interlocked.Exchange(ref _waiting, 1);

    private void WakeWaiters()
    {
        if (Volatile.Read(ref _waiting) == 0 || Interlocked.Exchange(ref _waiting, 0) == 0) return;
        foreach (var wake in Volatile.Read(ref _waiters)) wake();
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
