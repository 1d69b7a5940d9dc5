using System.Diagnostics;

namespace ActorTls.EventLoops;

/// <summary>
/// Decides whether an idle loop polls for a while before it sleeps. Polling answers the next event sooner, because no thread has to be
/// woken, but it uses the processor, so it is done only while it pays. A few peers that answer at once keep it on. A quiet loop does not
/// poll, and neither does a loop with many peers: their events gather while it sleeps, and one wake-up serves all of them for less than
/// one poll each. Used by one thread.
/// </summary>
internal sealed class AdaptiveSpin
{
    // Polling pays while it finds something more often than not. The last few outcomes count most.
    private const double Worthwhile = 0.5;
    private const double Confident = 0.75;
    private const double Weight = 0.25;

    // A sleep up to this many times the spin may have been that long only because waking up takes time, on both sides.
    private const int Hopeful = 4;

    // Hopeful sleeps that are let pass before another try: 1, then 2, 4 ... until polling pays again and again.
    private const int LongestPause = 256;

    // The sockets of two forwarded connections, say.
    private const int FewSources = 4;

    private readonly long _hopefulSleep;
    private readonly ulong[] _recentSources = new ulong[FewSources];
    private int _oldestSource;
    private double _successRate;
    private int _pause = 1;
    private int _pauseLeft;

    public AdaptiveSpin(TimeSpan spin)
    {
        Limit = (long)(Math.Max(spin.TotalSeconds, 0) * Stopwatch.Frequency);
        _hopefulSleep = Limit * Hopeful;
    }

    /// <summary>How long to poll, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Limit { get; }

    /// <summary>Whether to poll before the next sleep.</summary>
    public bool IsWorthwhile => _successRate >= Worthwhile;

    /// <summary>How often polling found something.</summary>
    public long Hits { get; private set; }

    /// <summary>How often polling ended in sleep.</summary>
    public long Misses { get; private set; }

    /// <summary>Polling found something.</summary>
    /// <param name="source">Identifies the descriptor, or the wake-up, that was found.</param>
    public void Hit(ulong source)
    {
        Hits++;
        if (!IsOneOfFew(source))
        {
            DoesNotPay();
            return;
        }
        _successRate += (1 - _successRate) * Weight;
        if (_successRate > Confident) _pause = 1;
    }

    /// <summary>Polling found nothing until its time was over.</summary>
    public void Miss()
    {
        Misses++;
        DoesNotPay();
    }

    /// <summary>A sleep was ended by an event or by another thread.</summary>
    /// <param name="ticks">How long it was, in ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="source">As for <see cref="Hit"/>.</param>
    public void Slept(long ticks, ulong source)
    {
        if (!IsOneOfFew(source) || IsWorthwhile || ticks > _hopefulSleep) return;
        // One try; only hits make more of it.
        if (--_pauseLeft <= 0) _successRate = Worthwhile;
    }

    private void DoesNotPay()
    {
        _successRate -= _successRate * Weight;
        if (IsWorthwhile) return;
        _pauseLeft = _pause;
        _pause = Math.Min(_pause * 2, LongestPause);
    }

    private bool IsOneOfFew(ulong source)
    {
        if (_recentSources.AsSpan().Contains(source)) return true;
        _recentSources[_oldestSource] = source;
        _oldestSource = (_oldestSource + 1) % FewSources;
        return false;
    }
}
