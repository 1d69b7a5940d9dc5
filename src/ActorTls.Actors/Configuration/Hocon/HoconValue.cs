namespace ActorTls.Configuration.Hocon;

/// <summary>A value of a resolved configuration. Immutable.</summary>
/// <param name="Position">Where it was written.</param>
internal abstract record HoconValue(HoconPosition Position)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>Text, which numbers and truth values are too until a setting asks for one; or <c>null</c>.</summary>
internal sealed record HoconScalar(HoconPosition Position, string Text, bool IsNull) : HoconValue(Position)
{
    public override string Kind => IsNull ? "null" : "text";
}

internal sealed record HoconList(HoconPosition Position, IReadOnlyList<HoconValue> Elements) : HoconValue(Position)
{
    public override string Kind => "a list";
}

internal sealed record HoconObject(HoconPosition Position, IReadOnlyDictionary<string, HoconField> Fields) : HoconValue(Position)
{
    public override string Kind => "an object";
}

/// <param name="KeyPosition">Where the key was written.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct HoconField(HoconPosition KeyPosition, HoconValue Value);
