namespace ActorTls.Configuration.Hocon;

/// <summary>Text, adjacent texts already joined.</summary>
/// <param name="position">Where it starts.</param>
/// <param name="text">The text.</param>
/// <param name="isNull">Whether it is the bare word <c>null</c>.</param>
internal sealed class TextPiece(HoconPosition position, string text, bool isNull) : HoconPiece(position)
{
    public string Text { get; } = text;

    public bool IsNull { get; } = isNull;
}
