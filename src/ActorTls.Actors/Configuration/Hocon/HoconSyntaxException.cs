namespace ActorTls.Configuration.Hocon;

/// <summary>Ends the reading of one text; never leaves the reader.</summary>
internal sealed class HoconSyntaxException(HoconPosition position, string path, string? value, string problem, string? accepted)
    : Exception(problem)
{
    public HoconPosition Position { get; } = position;

    public string Path { get; } = path;

    public string? Value { get; } = value;

    public string? Accepted { get; } = accepted;
}
