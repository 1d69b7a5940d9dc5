namespace ActorTls.Connections;

/// <summary>
/// Whether what was sent goes on arriving at the peer's TCP. The kernel tells nobody of that, so that an owner looks again and again,
/// ever less often while nothing moves.
/// </summary>
internal struct DeliveryWatch()
{
    private const int MostDoublings = 5;
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(25);

    private int _underway = int.MaxValue;
    private int _looksWithoutProgress;

    /// <summary>When to look the next time.</summary>
    public readonly TimeSpan NextLook => FirstLook * (1 << _looksWithoutProgress);

    /// <summary>Notes how many bytes are under way. True when there are fewer than at the last look.</summary>
    /// <param name="underway">Bytes that the peer has not acknowledged yet.</param>
    public bool Look(int underway)
    {
        var progresses = underway < _underway;
        _looksWithoutProgress = progresses ? 0 : Math.Min(_looksWithoutProgress + 1, MostDoublings);
        _underway = underway;
        return progresses;
    }
}
