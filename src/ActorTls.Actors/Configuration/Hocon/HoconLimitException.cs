namespace ActorTls.Configuration.Hocon;

/// <summary>Ends the whole reading; never leaves the reader.</summary>
internal sealed class HoconLimitException(HoconPosition position, string problem) : Exception(problem)
{
    public HoconPosition Position { get; } = position;
}
