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
