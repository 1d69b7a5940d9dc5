using System.Collections.Immutable;

namespace ActorTls.Administration;

/// <summary>A part of a list that is asked for page by page. Immutable and thread-safe.</summary>
/// <param name="AsOf">When it was asked for. The list went on changing while the event loops answered.</param>
/// <param name="Items">The items of this page, in the order of the list.</param>
/// <param name="Next">What to ask for the next page with, as <c>after</c>; null after the last page.</param>
public sealed record Page<T>(DateTimeOffset AsOf, ImmutableArray<T> Items, long? Next)
{
    /// <summary>The first items. Where there are more, they are on the next page.</summary>
    /// <param name="asOf">When it was asked for.</param>
    /// <param name="items">In the order of the list.</param>
    /// <param name="limit">The most items of a page; at least one.</param>
    /// <param name="numberOf">The number of an item, which a page goes on behind.</param>
    internal static Page<T> Of(DateTimeOffset asOf, IEnumerable<T> items, int limit, Func<T, long> numberOf)
    {
        var all = items.Take(limit + 1).ToList();
        ImmutableArray<T> page = [.. all.Take(limit)];
        return new Page<T>(asOf, page, all.Count > limit ? numberOf(page[^1]) : null);
    }
}
