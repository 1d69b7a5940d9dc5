namespace ActorTls.Configuration.Hocon;

/// <summary>A value of a resolved configuration. Immutable.</summary>
/// <param name="Position">Where it was written.</param>
internal abstract record HoconValue(HoconPosition Position)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}
