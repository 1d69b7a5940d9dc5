using System.Collections.Immutable;
using ActorTls.Connections;

namespace ActorTls.Administration;

/// <summary>Counts the connections that ended before they were established, most of one kind first.</summary>
/// <param name="By">What they are told apart by.</param>
internal sealed record FailuresQuery(FailureGrouping By) : IQuery
{
    public IWalk Begin(EventLoopRecords records) => new Walk(records.Endings.Failures);

    public object Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf) => walks.Cast<Walk>().SelectMany(walk => walk.Found)
        .Select(Reduce).GroupBy(failure => (failure.Reason, failure.Detail, failure.Source, failure.IsRemainder))
        .Select(group => group.MaxBy(failure => failure.Last.Number)! with { Count = group.Sum(failure => failure.Count) })
        .OrderByDescending(failure => failure.Count).ThenByDescending(failure => failure.Last.Number).ToImmutableArray();

    private FailureGroup Reduce(FailureGroup failure) => failure with
    {
        Reason = By.HasFlag(FailureGrouping.Reason) ? failure.Reason : null,
        Detail = By.HasFlag(FailureGrouping.Detail) ? failure.Detail : null,
        Source = By.HasFlag(FailureGrouping.Source) ? failure.Source : null,

        // The remainder is not told apart from the others where only reasons are: those of the remainder are known.
        IsRemainder = failure.IsRemainder && (By & ~FailureGrouping.Reason) != FailureGrouping.None,
    };

    // In one slice: a loop tells so few kinds apart that to copy them takes some ten microseconds.
    private sealed class Walk(FailureCounts failures) : IWalk
    {
        public ImmutableArray<FailureGroup> Found { get; private set; } = [];

        public bool Continue(SliceBudget budget)
        {
            Found = failures.Read();
            return true;
        }
    }
}
