using System.Collections.Immutable;
using ActorTls.Connections;

namespace ActorTls.Administration;

/// <summary>Lists who is connected, and counts their established connections.</summary>
/// <param name="Filter">Which connections count.</param>
/// <param name="After">Only identities after this one; null from the first one on.</param>
/// <param name="Limit">The most identities in the answer.</param>
internal sealed record IdentitiesQuery(ConnectionFilter Filter, IdentityKey? After, int Limit) : IQuery
{
    private static readonly Comparer<IdentityKey> Order = Comparer<IdentityKey>.Create(Compare);

    public IWalk Begin(EventLoopRecords records) => new Walk(records, this);

    public object Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf)
    {
        var all = walks.Cast<Walk>().SelectMany(walk => walk.Found.Values).GroupBy(identity => identity.Key)
            .Select(group => group.Aggregate(Add)).OrderBy(identity => identity.Key, Order).Take(Limit + 1).ToList();
        ImmutableArray<LiveIdentity> items = [.. all.Take(Limit)];
        return new IdentityPage(asOf, items, all.Count > Limit ? items[^1].Key : null);
    }

    private static LiveIdentity Add(LiveIdentity one, LiveIdentity other) => new(
        one.Key, one.Connections + other.Connections, one.Since < other.Since ? one.Since : other.Since,
        one.NotAfter < other.NotAfter ? one.NotAfter : other.NotAfter);

    private static int Compare(IdentityKey one, IdentityKey other)
    {
        var byListener = string.CompareOrdinal(one.Listener, other.Listener);
        if (byListener != 0) return byListener;
        var byKind = one.Name.Kind.CompareTo(other.Name.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(one.Name.Value, other.Name.Value);
    }

    // The first identities of all are among the first of each event loop. One that was dropped comes after these and cannot come back,
    // so that those which are kept are counted whole.
    private sealed class Walk(EventLoopRecords records, IdentitiesQuery query) : ConnectionWalk(records, query.Filter, 0)
    {
        private readonly SortedSet<IdentityKey> _keys = new(Order);

        public Dictionary<IdentityKey, LiveIdentity> Found { get; } = [];

        protected override bool Take(int registry, ConnectionSnapshot connection)
        {
            if (connection is not { Phase: ConnectionPhase.Established, PeerIdentity: { IsAnonymous: false } identity }) return true;
            var key = new IdentityKey(connection.Listener, identity.Name);
            if (query.After is { } after && Compare(key, after) <= 0) return true;

            var one = new LiveIdentity(key, 1, connection.Since, identity.NotAfter);
            Found[key] = Found.TryGetValue(key, out var known) ? Add(known, one) : one;
            if (_keys.Add(key) && _keys.Count > query.Limit + 1)
            {
                Found.Remove(_keys.Max);
                _keys.Remove(_keys.Max);
            }
            return true;
        }
    }
}
