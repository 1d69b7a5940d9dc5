namespace ActorTls.Configuration.Hocon;

/// <summary>A part of a concatenation.</summary>
internal abstract class HoconPiece(HoconPosition position)
{
    public HoconPosition Position { get; set; } = position;

    /// <summary>Whether a substitution is anywhere in it.</summary>
    public virtual bool HasSubstitution => false;
}
