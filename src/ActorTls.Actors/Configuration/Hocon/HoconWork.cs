namespace ActorTls.Configuration.Hocon;

/// <summary>
/// Counts the steps of a reading and ends one that would take more than a fixed number for each character: a short text
/// can otherwise ask for an exponentially large tree (<c>b = ${a}${a}, c = ${b}${b}, …</c>).
/// </summary>
internal sealed class HoconWork
{
    private const long FreeSteps = 1_000_000;
    private const long StepsPerCharacter = 16;

    private long _limit = FreeSteps;

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Allows the steps that an input of this length may take.</summary>
    public void Allow(int characters) => _limit += characters * StepsPerCharacter;

    /// <summary>Counts steps taken at a place. Throws when there were too many.</summary>
    public void Take(int steps, HoconPosition position)
    {
        Steps += steps;
        if (Steps > _limit) throw new HoconLimitException(position, "expands to far more than what is written");
    }
}

/// <summary>Ends the reading of one text; never leaves the reader.</summary>
internal sealed class HoconSyntaxException(HoconPosition position, string path, string? value, string problem, string? accepted)
    : Exception(problem)
{
    public HoconPosition Position { get; } = position;

    public string Path { get; } = path;

    public string? Value { get; } = value;

    public string? Accepted { get; } = accepted;
}

/// <summary>Ends the whole reading; never leaves the reader.</summary>
internal sealed class HoconLimitException(HoconPosition position, string problem) : Exception(problem)
{
    public HoconPosition Position { get; } = position;
}
