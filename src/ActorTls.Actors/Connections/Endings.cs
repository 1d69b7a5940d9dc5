using ActorTls.Sessions;

namespace ActorTls.Connections;

/// <summary>
/// How connections of one event loop have ended, whichever listener they were of: the last ones, and counts of those that failed.
/// Belongs to the event loop.
/// </summary>
/// <param name="capacity">How many endings are kept.</param>
/// <param name="time">The wall clock.</param>
internal sealed class Endings(int capacity, TimeProvider time)
{
    /// <summary>How many endings a server keeps; each event loop has an equal share.</summary>
    public const int MostOfServer = 10_000;

    private static long _lastNumber;

    private readonly ConnectionEnding[] _ring = new ConnectionEnding[capacity];

    /// <summary>The connections that ended before they were established.</summary>
    public FailureCounts Failures { get; } = new();

    /// <summary>How many there were. The place of an ending is how many there were before it.</summary>
    public long Count { get; private set; }

    /// <summary>The wall clock's time.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>A connection has ended, at the moment of its snapshot.</summary>
    public ConnectionEnding Add(ConnectionSnapshot connection, CloseReason reason, string? detail)
    {
        var ending = new ConnectionEnding(Interlocked.Increment(ref _lastNumber), connection, reason, detail);
        _ring[Count++ % _ring.Length] = ending;
        if (connection.Phase < ConnectionPhase.Established) Failures.Add(ending);
        return ending;
    }

    /// <summary>The ending at a place; null when it is kept no more.</summary>
    public ConnectionEnding? At(long place) =>
        place >= 0 && place >= Count - _ring.Length && place < Count ? _ring[place % _ring.Length] : null;
}
