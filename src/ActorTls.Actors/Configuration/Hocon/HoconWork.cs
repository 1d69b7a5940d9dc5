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
