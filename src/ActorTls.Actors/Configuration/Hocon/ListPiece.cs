namespace ActorTls.Configuration.Hocon;

/// <summary><c>[ … ]</c>.</summary>
internal sealed class ListPiece(HoconPosition position, List<HoconExpression> elements) : HoconPiece(position)
{
    private bool _hasSubstitution = elements.Exists(element => element.HasSubstitution);

    public List<HoconExpression> Elements { get; } = elements;

    public override bool HasSubstitution => _hasSubstitution;

    /// <summary>Adds an element at the end.</summary>
    public void Add(HoconExpression element)
    {
        Elements.Add(element);
        _hasSubstitution |= element.HasSubstitution;
    }
}
