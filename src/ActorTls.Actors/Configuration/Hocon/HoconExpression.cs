namespace ActorTls.Configuration.Hocon;

/// <summary>
/// A value as written, before substitutions: pieces that stand side by side and are concatenated, most often just one.
/// </summary>
internal sealed class HoconExpression(List<HoconPiece> pieces)
{
    public List<HoconPiece> Pieces { get; } = pieces;

    public HoconPosition Position => Pieces[0].Position;

    /// <summary>The object, where the value is nothing but one object; merging those needs no resolving.</summary>
    public ObjectPiece? PureObject => Pieces is [ObjectPiece alone] ? alone : null;

    /// <summary>Whether a substitution is anywhere in it.</summary>
    public bool HasSubstitution => Pieces.Exists(piece => piece.HasSubstitution);
}

/// <summary>A part of a concatenation.</summary>
internal abstract class HoconPiece(HoconPosition position)
{
    public HoconPosition Position { get; set; } = position;

    /// <summary>Whether a substitution is anywhere in it.</summary>
    public virtual bool HasSubstitution => false;
}

/// <summary>Text, adjacent texts already joined.</summary>
/// <param name="position">Where it starts.</param>
/// <param name="text">The text.</param>
/// <param name="isNull">Whether it is the bare word <c>null</c>.</param>
internal sealed class TextPiece(HoconPosition position, string text, bool isNull) : HoconPiece(position)
{
    public string Text { get; } = text;

    public bool IsNull { get; } = isNull;
}

/// <summary>White space beside a substitution; it counts if the whole turns out to be text.</summary>
internal sealed class SpacePiece(HoconPosition position, string text) : HoconPiece(position)
{
    public string Text { get; } = text;
}

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
/// <param name="position">Where it starts.</param>
/// <param name="path">The keys of the path.</param>
/// <param name="isOptional">Whether it may be undefined.</param>
/// <param name="prefix">Where its file is included: the path is looked up below that first, then at the root.</param>
internal sealed class SubstitutionPiece(
    HoconPosition position, IReadOnlyList<string> path, bool isOptional, IReadOnlyList<string> prefix) : HoconPiece(position)
{
    public IReadOnlyList<string> Path { get; } = path;

    public bool IsOptional { get; } = isOptional;

    public IReadOnlyList<string> Prefix { get; } = prefix;

    public override bool HasSubstitution => true;
}

/// <summary>The value that the field had before, if any: <c>+=</c> starts with it.</summary>
internal sealed class PreviousValuePiece(HoconPosition position) : HoconPiece(position)
{
    public override bool HasSubstitution => true;
}

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
