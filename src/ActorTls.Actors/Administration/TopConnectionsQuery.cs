using System.Collections.Immutable;
using ActorTls.Connections;

namespace ActorTls.Administration;

/// <summary>Finds the open connections that have most of something. Of two with as much, the one with the smaller id comes first.</summary>
/// <param name="Order">Of what.</param>
/// <param name="Filter">Among which connections.</param>
/// <param name="Limit">The most connections in the answer.</param>
internal sealed record TopConnectionsQuery(ConnectionOrder Order, ConnectionFilter Filter, int Limit) : IQuery
{
    public IWalk Begin(EventLoopRecords records) => new Walk(records, this);

    public object Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf) => walks.Cast<Walk>()
        .SelectMany(walk => walk.Found.UnorderedItems).OrderByDescending(found => found.Priority)
        .Take(Limit).Select(found => found.Element).ToImmutableArray();

    private (long Amount, long Older) PlaceOf(ConnectionSnapshot connection) => (Order switch
    {
        ConnectionOrder.BytesIn => connection.BytesIn,
        ConnectionOrder.BytesOut => connection.BytesOut,
        ConnectionOrder.Age => connection.Duration.Ticks,
        ConnectionOrder.Unsent => connection.Unsent,
        _ => throw new ArgumentOutOfRangeException(nameof(connection), Order, null),
    }, -connection.Id);

    private sealed class Walk(EventLoopRecords records, TopConnectionsQuery query) : ConnectionWalk(records, query.Filter, 0)
    {
        /// <summary>The least of them is the first to leave.</summary>
        public PriorityQueue<ConnectionSnapshot, (long Amount, long Older)> Found { get; } = new();

        protected override bool Take(int registry, ConnectionSnapshot connection)
        {
            var place = query.PlaceOf(connection);
            if (Found.Count < query.Limit) Found.Enqueue(connection, place);
            else Found.EnqueueDequeue(connection, place);
            return true;
        }
    }
}
