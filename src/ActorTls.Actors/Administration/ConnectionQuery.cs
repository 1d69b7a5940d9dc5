using ActorTls.Connections;

namespace ActorTls.Administration;

/// <summary>Finds the open connection of an id.</summary>
internal sealed record ConnectionQuery(long Id) : IQuery
{
    public IWalk Begin(EventLoopRecords records) => new Walk(records, Id);

    public object? Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf) =>
        walks.Cast<Walk>().Select(walk => walk.Found).FirstOrDefault(found => found is not null);

    private sealed class Walk(EventLoopRecords records, long id) : IWalk
    {
        public ConnectionSnapshot? Found { get; private set; }

        public bool Continue(SliceBudget budget)
        {
            Found = records.Registries.Select(registry => registry.Find(id)).FirstOrDefault(found => found is not null)
                ?.CreateSnapshot(records.Endings.Now, withLocal: true);
            return true;
        }
    }
}
