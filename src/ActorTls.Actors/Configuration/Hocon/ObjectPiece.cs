namespace ActorTls.Configuration.Hocon;

/// <summary><c>{ … }</c>, or the object that a path key such as <c>a.b</c> implies.</summary>
internal sealed class ObjectPiece(HoconPosition position, bool isImplied) : HoconPiece(position)
{
    private bool _hasSubstitution;

    /// <summary>Whether it was written without braces. Its place then says less to a reader.</summary>
    public bool IsImplied { get; private set; } = isImplied;

    /// <summary>The last definition of each field, in the order of the fields' first.</summary>
    public OrderedDictionary<string, FieldDefinition> Fields { get; } = new(StringComparer.Ordinal);

    public override bool HasSubstitution => _hasSubstitution;

    /// <summary>The definition that this object is (part of) the value of; null for the root. Set when it is resolved.</summary>
    public FieldDefinition? Context { get; set; }

    /// <summary>Whether it is inside a list, where no path leads. Set when it is resolved.</summary>
    public bool IsInList { get; set; }

    /// <summary>The object that it is laid over, if any. Set when it is resolved.</summary>
    public LazyObject? Lower { get; set; }

    /// <summary>Adds a definition on top of those that the field has.</summary>
    public void Add(FieldDefinition definition, HoconWork work)
    {
        work.Take(1, definition.KeyPosition);
        _hasSubstitution |= definition.Expression.HasSubstitution;
        definition.Owner = this;
        definition.Previous = null;
        if (!Fields.TryGetValue(definition.Key, out var existing))
        {
            Fields.Add(definition.Key, definition);
        }
        else if (definition.Expression.PureObject is { } upper && existing.Expression.PureObject is { } lower)
        {
            lower.Merge(upper, work);
            if (!upper.IsImplied) existing.KeyPosition = definition.KeyPosition;
        }
        else if (!TryAppend(existing, definition))
        {
            definition.Previous = existing;
            Fields[definition.Key] = definition;
        }
    }

    /// <summary>Lays another object over this one. The other must not be used any more.</summary>
    public void Merge(ObjectPiece upper, HoconWork work)
    {
        if (!upper.IsImplied || IsImplied)
        {
            Position = upper.Position;
            IsImplied = upper.IsImplied;
        }
        var definitions = new Stack<FieldDefinition>();
        foreach (var last in upper.Fields.Values)
        {
            for (var definition = last; definition is not null; definition = definition.Previous) definitions.Push(definition);
            while (definitions.TryPop(out var next)) Add(next, work);
        }
    }

    // A long run of += would otherwise be as deep as it is long. Only an element without a substitution can be moved:
    // what a substitution sees depends on which definition it is in.
    private static bool TryAppend(FieldDefinition existing, FieldDefinition definition)
    {
        if (definition.Expression.Pieces is not [PreviousValuePiece, ListPiece { HasSubstitution: false } added]) return false;
        if (existing.Expression.Pieces[^1] is not ListPiece list) return false;
        if (existing.Expression.Pieces.Count > 1 && existing.Expression.Pieces[0] is not PreviousValuePiece) return false;
        foreach (var element in added.Elements) list.Add(element);
        list.Position = added.Position;
        existing.KeyPosition = definition.KeyPosition;
        return true;
    }
}
