namespace ActorTls.Configuration.Hocon;

/// <summary>A field of a resolved object; its value is made once, when it is first asked for.</summary>
internal abstract class LazyField
{
    public abstract HoconPosition KeyPosition { get; set; }

    /// <summary>Whether the value is being made: asking for it then is a cycle.</summary>
    public bool IsBeingResolved { get; set; }

    public bool IsResolved { get; set; }

    /// <summary>Null when it is undefined.</summary>
    public LazyValue? Value { get; set; }
}
