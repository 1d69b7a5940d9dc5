namespace ActorTls.Configuration.Hocon;

/// <summary>A field that two objects have, one of which came by substitution.</summary>
internal sealed class MergedField(LazyField lower, LazyField upper) : LazyField
{
    public LazyField Lower { get; } = lower;

    public LazyField Upper { get; } = upper;

    public override HoconPosition KeyPosition { get; set; } = upper.KeyPosition;
}
