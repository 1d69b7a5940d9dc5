namespace ActorTls.Configuration.Hocon;

/// <summary>A value whose kind is known, but whose fields or elements are resolved only when they are asked for.</summary>
internal abstract class LazyValue(HoconPosition position)
{
    public HoconPosition Position { get; } = position;

    /// <summary>Whether the whole tree below is being made: meeting the value again then is an endless tree.</summary>
    public bool IsBeingExpanded { get; set; }
}
