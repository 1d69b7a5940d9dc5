namespace ActorTls.Administration;

/// <summary>
/// A question about connections. Each event loop walks through its own records with a walk of its own, and the results are merged on
/// another thread. Immutable and thread-safe.
/// </summary>
internal interface IQuery
{
    /// <summary>Makes the walk of one event loop, on its thread.</summary>
    IWalk Begin(EventLoopRecords records);

    /// <summary>The answer, from the walks of all event loops, which have ended. Null when there is nothing.</summary>
    /// <param name="walks">In no order.</param>
    /// <param name="asOf">When the query was asked.</param>
    object? Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf);
}
