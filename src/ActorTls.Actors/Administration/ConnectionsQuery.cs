using ActorTls.Connections;

namespace ActorTls.Administration;

/// <summary>Lists open connections in the order of their ids.</summary>
/// <param name="Filter">Which connections.</param>
/// <param name="After">Only ids larger than this one.</param>
/// <param name="Limit">The most connections in the answer.</param>
internal sealed record ConnectionsQuery(ConnectionFilter Filter, long After, int Limit) : IQuery
{
    public IWalk Begin(EventLoopRecords records) => new Walk(records, this);

    public object Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf) => Page<ConnectionSnapshot>.Of(
        asOf, walks.Cast<Walk>().SelectMany(walk => walk.Found).OrderBy(connection => connection.Id), Limit, connection => connection.Id);

    // The first connections of all are among the first of each registry. One more than the limit shows that there is another page.
    private sealed class Walk(EventLoopRecords records, ConnectionsQuery query) : ConnectionWalk(records, query.Filter, query.After)
    {
        private readonly int[] _taken = new int[records.Registries.Count];

        public List<ConnectionSnapshot> Found { get; } = [];

        protected override bool Take(int registry, ConnectionSnapshot connection)
        {
            Found.Add(connection);
            return ++_taken[registry] <= query.Limit;
        }
    }
}
