namespace ActorTls.Load.Comparison.Measuring;

/// <summary>Which rows of the comparison are measured.</summary>
internal sealed class RowSelection
{
    private readonly IReadOnlyList<string> _keys;

    private RowSelection(IReadOnlyList<string> keys) => _keys = keys;

    /// <summary>All that there are, in their order.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. RowCatalogue.All.Select(row => row.Key), RowCatalogue.Idle, RowCatalogue.Start];

    /// <summary>All of them.</summary>
    public static RowSelection Everything { get; } = new(Known);

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => _keys.Count == Known.Count;

    /// <summary>Those that are measured, in their order.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>Those that are runs of the load tool.</summary>
    public IEnumerable<Row> Rows => RowCatalogue.All.Where(row => Includes(row.Key));

    /// <summary>Whether a row is measured.</summary>
    public bool Includes(string key) => _keys.Contains(key);

    /// <summary>Reads lists of names, with commas between them; no list at all means everything.</summary>
    /// <exception cref="FormatException">There is no such row, or a list is empty.</exception>
    public static RowSelection Parse(IReadOnlyCollection<string> lists)
    {
        if (lists.Count == 0) return Everything;
        var names = lists.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries)).ToHashSet();
        foreach (var name in names.Where(name => !Known.Contains(name)))
            throw new FormatException($"'{name}' is no row; there are {string.Join(", ", Known)}");
        return new RowSelection([.. Known.Where(names.Contains)]);
    }
}
