namespace ActorTls.Configuration.Hocon;

/// <summary>A value whose kind is known, but whose fields or elements are resolved only when they are asked for.</summary>
internal abstract class LazyValue(HoconPosition position)
{
    public HoconPosition Position { get; } = position;

    /// <summary>Whether the whole tree below is being made: meeting the value again then is an endless tree.</summary>
    public bool IsBeingExpanded { get; set; }
}

internal sealed class LazyText(HoconPosition position, string text, bool isNull) : LazyValue(position)
{
    public string Text { get; } = text;

    public bool IsNull { get; } = isNull;
}

internal sealed class LazyList(HoconPosition position, IReadOnlyList<LazyElement> elements) : LazyValue(position)
{
    public IReadOnlyList<LazyElement> Elements { get; } = elements;
}

/// <param name="Expression">The element as written.</param>
/// <param name="Context">The definition it is inside of.</param>
internal readonly record struct LazyElement(HoconExpression Expression, FieldDefinition? Context);

internal sealed class LazyObject(HoconPosition position, OrderedDictionary<string, LazyField> fields) : LazyValue(position)
{
    public OrderedDictionary<string, LazyField> Fields { get; } = fields;
}

/// <summary>A field of a resolved object; its value is made once, when it is first asked for.</summary>
internal abstract class LazyField
{
    public abstract HoconPosition KeyPosition { get; set; }

    /// <summary>Whether the value is being made: asking for it then is a cycle.</summary>
    public bool IsBeingResolved { get; set; }

    public bool IsResolved { get; set; }

    /// <summary>Null when it is undefined.</summary>
    public LazyValue? Value { get; set; }
}

/// <summary>A field that two objects have, one of which came by substitution.</summary>
internal sealed class MergedField(LazyField lower, LazyField upper) : LazyField
{
    public LazyField Lower { get; } = lower;

    public LazyField Upper { get; } = upper;

    public override HoconPosition KeyPosition { get; set; } = upper.KeyPosition;
}
