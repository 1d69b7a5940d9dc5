namespace ActorTls.Tls.Tickets;

/// <summary>
/// The ticket keys of a listener, shared by its event loops. A key encrypts for one ticket lifetime and decrypts for one more. So every
/// ticket is good for its whole life, and a stolen key opens the tickets of two lifetimes at most. Thread-safe.
/// </summary>
internal sealed class TicketKeyRing
{
    private sealed record Keys(TicketKey Current, TicketKey? Previous);

    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;
    private readonly Lock _rotation = new();
    private volatile Keys _keys;

    internal TicketKeyRing(TimeSpan lifetime, TimeProvider time)
    {
        _lifetime = lifetime;
        _time = time;
        _keys = new Keys(new TicketKey(time.GetUtcNow()), null);
    }

    /// <summary>The key for new tickets.</summary>
    internal TicketKey Current => Rotated().Current;

    /// <summary>The key that a ticket names; null when the ring does not have it, or no longer.</summary>
    internal TicketKey? Find(ReadOnlySpan<byte> name, out bool isCurrent)
    {
        var keys = Rotated();
        isCurrent = keys.Current.Name.SequenceEqual(name);
        if (isCurrent) return keys.Current;
        return keys.Previous is { } previous && previous.Name.SequenceEqual(name) ? previous : null;
    }

    private Keys Rotated()
    {
        var keys = _keys;
        return _time.GetUtcNow() - keys.Current.Created < _lifetime ? keys : Rotate();
    }

    private Keys Rotate()
    {
        lock (_rotation)
        {
            var now = _time.GetUtcNow();
            var age = now - _keys.Current.Created;
            if (age < _lifetime) return _keys; // another thread was first
            return _keys = new Keys(new TicketKey(now), age < 2 * _lifetime ? _keys.Current : null);
        }
    }
}
