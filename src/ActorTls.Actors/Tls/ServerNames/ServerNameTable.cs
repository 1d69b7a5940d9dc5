using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ActorTls.Tls.ServerNames;

/// <summary>
/// The certificate entries for each server name. Names with the same entries share one set of entries. An engine makes a TLS context for
/// each set beforehand, and builds nothing per connection. Immutable and thread-safe.
/// </summary>
internal sealed class ServerNameTable
{
    private readonly FrozenDictionary<string, int> _setByPattern;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private ServerNameTable(ImmutableArray<ImmutableArray<int>> sets, Dictionary<string, int> setByPattern)
    {
        Sets = sets;
        _setByPattern = setByPattern.ToFrozenDictionary(StringComparer.Ordinal);
        _lookup = _setByPattern.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Sets of indexes of entries. The set at 0 is the default. No two entries of a set have the same kind of key.</summary>
    internal ImmutableArray<ImmutableArray<int>> Sets { get; }

    /// <summary>The part of a certificate entry that decides for which names it is chosen.</summary>
    /// <param name="Patterns">From <see cref="ServerNamePattern.Parse"/>.</param>
    /// <param name="KeyKind">Such as <c>RSA</c>; a client is offered one entry of each kind.</param>
    internal readonly record struct Entry(ImmutableArray<string> Patterns, string KeyKind);

    /// <summary>Makes the table. The first entry is the default. Of several entries for a name and a kind of key the first counts.</summary>
    internal static ServerNameTable Create(IReadOnlyList<Entry> entries)
    {
        var sets = new List<ImmutableArray<int>>();
        var setByPattern = new Dictionary<string, int>(StringComparer.Ordinal);

        // Entries that share a name with the default entry, and have another kind of key, are offered beside it.
        var shared = Enumerable.Range(0, entries.Count)
            .Where(i => i == 0 || entries[i].Patterns.Any(entries[0].Patterns.Contains));
        AddSet(sets, FirstOfEachKind(entries, shared));

        foreach (var pattern in entries.SelectMany(entry => entry.Patterns).Distinct(StringComparer.Ordinal))
        {
            var matching = Matching(entries, pattern);
            var wildcard = WildcardOf(pattern);
            if (wildcard is not null) matching = matching.Concat(Matching(entries, wildcard));
            setByPattern[pattern] = AddSet(sets, FirstOfEachKind(entries, matching));
        }
        return new ServerNameTable([.. sets], setByPattern);
    }

    /// <summary>The set for a normalised name, or -1 when no entry has the name. Allocates nothing.</summary>
    internal int Find(ReadOnlySpan<char> name)
    {
        if (_lookup.TryGetValue(name, out var set)) return set;
        var dot = name.IndexOf('.');
        if (dot <= 0) return -1;
        Span<char> wildcard = stackalloc char[name.Length - dot + 1];
        wildcard[0] = '*';
        name[dot..].CopyTo(wildcard[1..]);
        return _lookup.TryGetValue(wildcard, out set) ? set : -1;
    }

    private static string? WildcardOf(string pattern)
    {
        var dot = pattern.IndexOf('.', StringComparison.Ordinal);
        return pattern[0] == '*' || dot <= 0 ? null : "*" + pattern[dot..];
    }

    private static IEnumerable<int> Matching(IReadOnlyList<Entry> entries, string pattern) =>
        Enumerable.Range(0, entries.Count).Where(i => entries[i].Patterns.Contains(pattern));

    private static ImmutableArray<int> FirstOfEachKind(IReadOnlyList<Entry> entries, IEnumerable<int> candidates) =>
        [.. candidates.DistinctBy(i => entries[i].KeyKind)];

    private static int AddSet(List<ImmutableArray<int>> sets, ImmutableArray<int> set)
    {
        var known = sets.FindIndex(other => other.SequenceEqual(set));
        if (known >= 0) return known;
        sets.Add(set);
        return sets.Count - 1;
    }
}
