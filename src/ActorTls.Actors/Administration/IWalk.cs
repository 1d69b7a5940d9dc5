namespace ActorTls.Administration;

/// <summary>
/// The part of a query that runs on one event loop, slice by slice. Once it has ended, the loop uses it no more, and what it has found
/// is whoever's gets it.
/// </summary>
internal interface IWalk
{
    /// <summary>Goes on until it has ended or the slice is spent. True when it has ended.</summary>
    bool Continue(SliceBudget budget);
}
