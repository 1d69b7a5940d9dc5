using System.Diagnostics;

namespace ActorTls.EventLoops;

/// <summary>
/// Decides whether an idle loop polls for a while before it sleeps. Polling finds the next event sooner, because no thread has to be
/// woken, but burns the processor. So a loop polls only while that pays: while a few peers answer at once, and while the waits are
/// measurably shorter than asleep. They are not where the peer that is to answer needs the processor that polling takes, as an upstream
/// on the same machine does. A loop with many peers never polls: while it sleeps their events come together, and one wake-up serves
/// them all for less than one poll each. Used by one thread.
/// </summary>
internal sealed class AdaptiveSpin
{
    // Polling must find something more often than not, lately; the last few outcomes count most.
    private const double Worthwhile = 0.5;
    private const double Weight = 0.25;

    // A sleep up to this many times the spin may have been that long only because waking up takes time, on both sides.
    private const int Hopeful = 4;

    // Hopeful sleeps that are let pass before another try: 1, then 2, 4 ... until polling pays.
    private const int LongestPause = 1024;

    // The sockets of two forwarded connections, say.
    private const int FewSources = 4;

    // Polled waits must be as much shorter than slept ones. Looked at after some hits; then one wait is slept, to know what that takes now.
    private const double WorthwhileGain = 0.2;
    private const int HitsBetweenLooks = 16;
    private const int LooksBetweenSleeps = 8;
    private const double WaitWeight = 0.125;

    private readonly long _hopefulSleep;
    private readonly ulong[] _recentSources = new ulong[FewSources];
    private int _oldestSource;
    private double _successRate;
    private int _pause = 1;
    private int _pauseLeft;
    private double _polledWait;
    private double _sleptWait;
    private int _hits;
    private int _looks;

    public AdaptiveSpin(TimeSpan spin)
    {
        Limit = (long)(Math.Max(spin.TotalSeconds, 0) * Stopwatch.Frequency);
        _hopefulSleep = Limit * Hopeful;
    }

    /// <summary>How long to poll, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Limit { get; }

    /// <summary>Whether to poll before the next sleep.</summary>
    public bool IsWorthwhile => _successRate >= Worthwhile && _looks < LooksBetweenSleeps;

    /// <summary>How often polling found something.</summary>
    public long Hits { get; private set; }

    /// <summary>How often polling ended in sleep.</summary>
    public long Misses { get; private set; }

    /// <summary>Polling found something.</summary>
    /// <param name="ticks">How long it took, in ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="source">What tells where it came from apart from all else that can be found.</param>
    public void Hit(long ticks, ulong source)
    {
        Hits++;
        if (!IsOneOfFew(source))
        {
            DoesNotPay();
            return;
        }
        _successRate += (1 - _successRate) * Weight;
        Average(ref _polledWait, ticks);
        if (++_hits < HitsBetweenLooks) return;

        _hits = 0;
        _looks++;
        if (_polledWait <= _sleptWait * (1 - WorthwhileGain)) _pause = 1;
        else GiveUp();
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
        _looks = 0;
        if (!IsOneOfFew(source) || ticks > _hopefulSleep) return;
        Average(ref _sleptWait, ticks);
        // One try; only hits make more of it.
        if (_successRate < Worthwhile && --_pauseLeft <= 0) (_successRate, _polledWait, _hits) = (Worthwhile, 0, 0);
    }

    private void DoesNotPay()
    {
        _successRate -= _successRate * Weight;
        if (_successRate < Worthwhile) GiveUp();
    }

    private void GiveUp()
    {
        _successRate = 0;
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

    private static void Average(ref double average, long ticks) => average = average == 0 ? ticks : average + (ticks - average) * WaitWeight;
}
