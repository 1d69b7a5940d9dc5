namespace ActorTls.Load.Scenarios;

/// <summary>
/// Whose turn it is among the clients of a fleet, over all users and loops. They are numbered without an end: it is the
/// fleet that begins again with its first client after its last. Thread-safe.
/// </summary>
/// <param name="first">Who begins.</param>
public sealed class FleetTurns(long first)
{
    private long _next = first;

    /// <summary>Whose turn is next.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Takes a turn.</summary>
    internal long Take() => Interlocked.Increment(ref _next) - 1;
}
