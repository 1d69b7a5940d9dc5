namespace ActorTls.Actors.Tests.Layering;

/// <summary>
/// Layers of namespaces under one root. A layer may know those before it, never one after it, and none of those that it is
/// forbidden besides. Both hold along every path of types, so that nothing is reached through a third.
/// </summary>
/// <param name="root">The namespace that all layers are in.</param>
/// <param name="order">The layers, the lowest first: each the name of a namespace directly under the root.</param>
/// <param name="alsoForbidden">By layer: layers before it, and namespaces outside of the root, that it must not reach either.</param>
internal sealed class Layers(string root, IReadOnlyList<string> order, IReadOnlyDictionary<string, string[]> alsoForbidden)
{
    /// <summary>The layer of a type by its full name; null when the type is in none.</summary>
    public string? LayerOf(string type)
    {
        var parts = type.Split('.');
        var layer = parts.Length > 1 && parts[0] == root ? parts[1] : null;
        return layer is not null && order.Contains(layer) ? layer : null;
    }

    /// <summary>
    /// For each pair of layers of which one reaches the other and must not: the shortest path of types between the two, such as
    /// <c>Sessions.Session → Tls.ITlsEngine → EventLoops.EventLoop</c>.
    /// </summary>
    /// <param name="dependencies">Full names: a type, and one that it names.</param>
    public IReadOnlyList<string> FindForbiddenPaths(IEnumerable<(string From, string To)> dependencies)
    {
        var byType = dependencies.Where(dependency => PlaceOf(dependency.To) is not null)
            .ToLookup(dependency => dependency.From, dependency => dependency.To);
        return [.. order.SelectMany(layer => FindFrom(layer, byType))];
    }

    private IEnumerable<string> FindFrom(string layer, ILookup<string, string> byType)
    {
        var cameFrom = new Dictionary<string, string?>();
        var next = new Queue<string>();
        foreach (var type in byType.Select(each => each.Key).Where(type => LayerOf(type) == layer).Order(StringComparer.Ordinal))
        {
            cameFrom.Add(type, null);
            next.Enqueue(type);
        }
        var told = new HashSet<string>();
        while (next.TryDequeue(out var type))
        {
            foreach (var named in byType[type])
            {
                if (!cameFrom.TryAdd(named, type)) continue;
                next.Enqueue(named);
                var place = PlaceOf(named)!;
                if (!MayKnow(layer, place) && told.Add(place)) yield return PathTo(named, cameFrom);
            }
        }
    }

    private bool MayKnow(string layer, string place) =>
        layer == place ||
        (Rank(place) < Rank(layer) && !alsoForbidden.GetValueOrDefault(layer, []).Contains(place));

    // What is outside of the root has the rank -1: everybody may know it who is not forbidden to.
    private int Rank(string place) => order.TakeWhile(layer => layer != place).Count() is var rank && rank == order.Count ? -1 : rank;

    /// <summary>The layer of a type, or the namespace outside of the root that some layer is forbidden; else null.</summary>
    private string? PlaceOf(string type) =>
        LayerOf(type) ?? alsoForbidden.Values.SelectMany(forbidden => forbidden)
            .FirstOrDefault(forbidden => type.StartsWith($"{forbidden}.", StringComparison.Ordinal));

    private string PathTo(string type, Dictionary<string, string?> cameFrom)
    {
        var path = new List<string>();
        for (var each = type; each is not null; each = cameFrom.GetValueOrDefault(each))
            path.Insert(0, LayerOf(each) is null ? each : each[(root.Length + 1)..]);
        return string.Join(" → ", path);
    }
}
