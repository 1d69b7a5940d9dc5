using ActorTls.Configuration;

namespace ActorTls.Deployments;

/// <summary>What a deployment means for the listeners. Pure.</summary>
internal static class ListenerChanges
{
    /// <summary>What becomes of each of <paramref name="next"/>, in their order. A running listener that is not among them is removed.</summary>
    public static IReadOnlyList<ListenerChange> Between(
        IReadOnlyCollection<ListeningAt> running, IReadOnlyCollection<ListenerSettings> next)
    {
        var byName = running.ToDictionary(listener => listener.Name, StringComparer.Ordinal);
        var kept = next
            .Where(listener => byName.TryGetValue(listener.Name, out var now) && StaysAt(now, listener.Address))
            .Select(listener => listener.Name)
            .ToHashSet(StringComparer.Ordinal);
        var givenUp = running.Where(listener => !kept.Contains(listener.Name)).ToList();

        var changes = new List<ListenerChange>();
        foreach (var listener in next)
        {
            var isNew = !byName.ContainsKey(listener.Name);
            var from = kept.Contains(listener.Name) ? null : givenUp.Find(other => IsSamePlace(other.Bound, listener.Address));
            if (from is not null) givenUp.Remove(from);   // Only one listener can take it; configurations with two are refused.
            var origin = kept.Contains(listener.Name) ? SocketOrigin.Kept
                : from is null ? SocketOrigin.Opened : SocketOrigin.TakenOver;
            changes.Add(new ListenerChange(listener.Name, isNew, origin, from?.Name));
        }
        return changes;
    }

    /// <summary>The running listener whose address keeps another one from being bound; null when there is none.</summary>
    public static ListeningAt? HolderOf(ListenAddress wanted, IReadOnlyCollection<ListeningAt> running) =>
        running.FirstOrDefault(listener => listener.Bound.Overlaps(wanted));

    // A port that the kernel chose is kept as long as the configuration says 0, and also when it names that port.
    private static bool StaysAt(ListeningAt now, ListenAddress next) =>
        IsSamePlace(now.Configured, next) || IsSamePlace(now.Bound, next);

    private static bool IsSamePlace(ListenAddress one, ListenAddress other) => (one, other) switch
    {
        (ListenAddress.Unix first, ListenAddress.Unix second) => first.Path == second.Path,   // The mode can be changed.
        _ => one == other,
    };
}
