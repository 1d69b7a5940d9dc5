namespace ActorTls.Configuration.Hocon;

/// <summary>The value that the field had before, if any: <c>+=</c> starts with it.</summary>
internal sealed class PreviousValuePiece(HoconPosition position) : HoconPiece(position)
{
    public override bool HasSubstitution => true;
}
