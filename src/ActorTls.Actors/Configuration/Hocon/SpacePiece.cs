namespace ActorTls.Configuration.Hocon;

/// <summary>White space beside a substitution; it counts if the whole turns out to be text.</summary>
internal sealed class SpacePiece(HoconPosition position, string text) : HoconPiece(position)
{
    public string Text { get; } = text;
}
