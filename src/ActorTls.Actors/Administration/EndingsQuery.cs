using ActorTls.Connections;
using ActorTls.Sessions;

namespace ActorTls.Administration;

/// <summary>Lists how connections have ended, the last one first.</summary>
/// <param name="Filter">Of which connections, as they were at their end.</param>
/// <param name="Reason">Only those that ended for this reason; null for any.</param>
/// <param name="After">Only endings before the one of this number; null from the last one on.</param>
/// <param name="Limit">The most endings in the answer.</param>
internal sealed record EndingsQuery(ConnectionFilter Filter, CloseReason? Reason, long? After, int Limit) : IQuery
{
    public IWalk Begin(EventLoopRecords records) => new Walk(records.Endings, this);

    public object Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf) => Page<ConnectionEnding>.Of(
        asOf, walks.Cast<Walk>().SelectMany(walk => walk.Found).OrderByDescending(ending => ending.Number), Limit, ending => ending.Number);

    private bool Matches(ConnectionEnding ending) =>
        (After is null || ending.Number < After) && (Reason is null || ending.Reason == Reason) &&
        Filter.Matches(ending.Connection, ending.ClosedAt);

    // From the last one backwards: new endings come behind the walk, and take the places of those that it has still to come to.
    private sealed class Walk(Endings endings, EndingsQuery query) : IWalk
    {
        private long _place = endings.Count;

        public List<ConnectionEnding> Found { get; } = [];

        public bool Continue(SliceBudget budget)
        {
            while (Found.Count <= query.Limit && endings.At(_place - 1) is { } ending)
            {
                if (!budget.TrySpend()) return false;
                _place--;
                if (query.Matches(ending)) Found.Add(ending);
            }
            return true;
        }
    }
}
