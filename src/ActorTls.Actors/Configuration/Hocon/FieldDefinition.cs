namespace ActorTls.Configuration.Hocon;

/// <summary>One <c>key = value</c>. A field has several when a later one does not simply replace the earlier.</summary>
internal sealed class FieldDefinition(string key, HoconPosition keyPosition, HoconExpression expression) : LazyField
{
    public string Key { get; } = key;

    public HoconExpression Expression { get; } = expression;

    public override HoconPosition KeyPosition { get; set; } = keyPosition;

    /// <summary>The object it is a field of.</summary>
    public ObjectPiece? Owner { get; set; }

    /// <summary>The same field's definition before this one.</summary>
    public FieldDefinition? Previous { get; set; }
}
