using ActorTls.Connections;

namespace ActorTls.Administration;

/// <summary>
/// A walk through the open connections of one event loop: registry by registry, each in the order of ids. Between two slices it keeps
/// nothing but the last id, so that whoever stays is met exactly once, whoever else comes and goes.
/// </summary>
internal abstract class ConnectionWalk(EventLoopRecords records, ConnectionFilter filter, long after) : IWalk
{
    private int _registry;
    private long? _last;   // Null at the beginning of a registry.

    public bool Continue(SliceBudget budget)
    {
        for (; _registry < records.Registries.Count; _registry++, _last = null)
        {
            while (records.Registries[_registry].FindNext(_last ?? after) is { } connection)
            {
                if (!budget.TrySpend()) return false;
                _last = connection.Id;
                var now = records.Endings.Now;
                var snapshot = connection.CreateSnapshot(now);
                if (filter.Matches(snapshot, now) && !Take(_registry, snapshot)) break;
            }
        }
        return true;
    }

    /// <summary>A connection that the filter lets through. False when nothing more is wanted of this registry.</summary>
    protected abstract bool Take(int registry, ConnectionSnapshot connection);
}
