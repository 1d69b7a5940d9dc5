using ActorTls.Configuration;

namespace ActorTls.Deployments;

/// <summary>Where a listener gets the socket from that it is to accept from.</summary>
internal enum SocketOrigin
{
    /// <summary>It has it already.</summary>
    Kept,

    /// <summary>From another listener, which is removed or moves away, or from itself under another name.</summary>
    TakenOver,

    /// <summary>It is bound anew.</summary>
    Opened,
}

/// <summary>A listener that runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Configured">Its address as configured.</param>
/// <param name="Bound">Its address with the real port.</param>
internal sealed record ListeningAt(string Name, ListenAddress Configured, ListenAddress Bound);

/// <summary>What becomes of one listener.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNew">Whether none of that name runs.</param>
/// <param name="Origin">Where its socket comes from.</param>
/// <param name="From">Whose socket it takes over; null when it takes over none.</param>
internal sealed record ListenerChange(string Name, bool IsNew, SocketOrigin Origin, string? From)
{
    /// <summary>Whether it runs, and gives its address up for another.</summary>
    public bool IsMoved => !IsNew && Origin != SocketOrigin.Kept;
}

/// <summary>What a deployment means for the listeners. Pure.</summary>
internal static class ListenerChanges
{
    /// <summary>What becomes of each of <paramref name="next"/>, in their order. Who runs and is not among them is removed.</summary>
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
            if (from is not null) givenUp.Remove(from);   // One of them can have it; configurations with two are refused.
            var origin = kept.Contains(listener.Name) ? SocketOrigin.Kept
                : from is null ? SocketOrigin.Opened : SocketOrigin.TakenOver;
            changes.Add(new ListenerChange(listener.Name, isNew, origin, from?.Name));
        }
        return changes;
    }

    /// <summary>Who holds an address that keeps another from being bound; null when nobody of ours does.</summary>
    public static ListeningAt? HolderOf(ListenAddress wanted, IReadOnlyCollection<ListeningAt> running) =>
        running.FirstOrDefault(listener => listener.Bound.Overlaps(wanted));

    // A port that the kernel chose stays the same for as long as the configuration does, and may be written down too.
    private static bool StaysAt(ListeningAt now, ListenAddress next) =>
        IsSamePlace(now.Configured, next) || IsSamePlace(now.Bound, next);

    private static bool IsSamePlace(ListenAddress one, ListenAddress other) => (one, other) switch
    {
        (ListenAddress.Unix first, ListenAddress.Unix second) => first.Path == second.Path,   // The mode can be changed.
        _ => one == other,
    };
}
