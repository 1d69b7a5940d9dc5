namespace ActorTls.Load.Scenarios;

/// <summary>
/// The order in which the clients of a fleet take turns, over all users and loops. Turns are numbered without an end: the fleet begins
/// again with its first client after its last. Thread-safe.
/// </summary>
/// <param name="first">The number of the first turn.</param>
public sealed class FleetTurns(long first)
{
    private long _next = first;

    /// <summary>The number of the next turn.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Takes a turn.</summary>
    internal long Take() => Interlocked.Increment(ref _next) - 1;
}
