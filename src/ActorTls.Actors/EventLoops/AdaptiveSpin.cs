using System.Diagnostics;

namespace ActorTls.EventLoops;

/// <summary>
/// Decides whether an idle loop polls for a while before it sleeps. Polling finds the next event sooner, because no thread has to be
/// woken, but burns the processor. So a loop polls only while that pays: while a few peers answer at once, and while the loop's events
/// come measurably faster than when it sleeps. They do not where those who are to answer need the processor that polling takes, as
/// an upstream on the same machine does. A loop with many peers never polls: while it sleeps their events come together, and one
/// wake-up serves them all for less than one poll each. Used by one thread.
/// </summary>
internal sealed class AdaptiveSpin
{
    // Polling must find something more often than not, lately; the last few outcomes count most.
    private const double Worthwhile = 0.5;
    private const double Weight = 0.25;

    // A sleep up to this many times the spin may have been that long only because waking up takes time, on both sides.
    private const int Hopeful = 4;

    // Hopeful sleeps that are let pass before another try: a window of them, then twice as many each time, until polling pays.
    private const int LongestPause = 16 * 1024;

    // The sockets of two forwarded connections, say.
    private const int FewSources = 4;

    // From event to event the loop must be so much faster in a window of polls than in a window of sleeps. The waits alone would not
    // tell: a loop that polls pays for the wake-up of its peer when it sends. Nor would a few sleeps between polls, since it takes some
    // hundred of them until scheduler and processor have settled: so the last of some windows counts.
    private const double WorthwhileGain = 0.1;
    private const int Window = 64;
    private const int SleptWindows = 8;
    private const int WindowsBetweenSleeps = 128;

    private readonly long _hopefulSleep;
    private readonly ulong[] _recentSources = new ulong[FewSources];
    private int _oldestSource;
    private double _successRate;
    private int _pause = SleptWindows * Window;
    private int _pauseLeft;
    private MeanOfWindow _polled;
    private MeanOfWindow _slept;
    private int _windows;
    private int _sleepsLeft;
    private bool _hasMissed;

    public AdaptiveSpin(TimeSpan spin)
    {
        Limit = (long)(Math.Max(spin.TotalSeconds, 0) * Stopwatch.Frequency);
        _hopefulSleep = Limit * Hopeful;
        _pauseLeft = _pause;
    }

    /// <summary>How long to poll, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Limit { get; }

    /// <summary>Whether to poll before the next sleep.</summary>
    public bool IsWorthwhile => _successRate >= Worthwhile && _sleepsLeft == 0;

    /// <summary>How often polling found something.</summary>
    public long Hits { get; private set; }

    /// <summary>How often polling ended in sleep.</summary>
    public long Misses { get; private set; }

    /// <summary>Polling found something.</summary>
    /// <param name="cycle">The time since the end of the wait before, in ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="source">What tells where it came from apart from all else that can be found.</param>
    public void Hit(long cycle, ulong source)
    {
        Hits++;
        if (!IsOneOfFew(source))
        {
            DoesNotPay();
            return;
        }
        _successRate += (1 - _successRate) * Weight;
        if (!_polled.Add(cycle)) return;

        if (_polled.Mean > _slept.Mean * (1 - WorthwhileGain))
        {
            GiveUp();
            return;
        }
        if (++_windows < WindowsBetweenSleeps) return;

        // It has paid for long enough to trust in it, until it is compared with sleeping once more.
        (_windows, _sleepsLeft, _pause) = (0, SleptWindows * Window, SleptWindows * Window);
        _slept.Restart();
    }

    /// <summary>Polling found nothing until its time was over.</summary>
    public void Miss()
    {
        Misses++;
        _hasMissed = true;
        DoesNotPay();
    }

    /// <summary>A sleep was ended by an event or by another thread.</summary>
    /// <param name="ticks">How long the loop slept, in ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="cycle">As for <see cref="Hit"/>.</param>
    /// <param name="source">As for <see cref="Hit"/>.</param>
    public void Slept(long ticks, long cycle, ulong source)
    {
        var followsPoll = _hasMissed;
        _hasMissed = false;
        if (_sleepsLeft > 0) _sleepsLeft--;
        if (followsPoll || !IsOneOfFew(source) || ticks > _hopefulSleep) return;
        _slept.Add(cycle);
        if (_successRate >= Worthwhile || --_pauseLeft > 0 || _slept.Mean == 0) return;

        // One try; only hits make more of it.
        _successRate = Worthwhile;
        _windows = 0;
        _polled.Restart();
    }

    private void DoesNotPay()
    {
        _successRate -= _successRate * Weight;
        if (_successRate < Worthwhile) GiveUp();
    }

    private void GiveUp()
    {
        _successRate = 0;
        _slept.Restart();
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

    /// <summary>The mean of the last so many cycles that came in a row.</summary>
    private struct MeanOfWindow
    {
        private long _sum;
        private int _count;

        /// <summary>In ticks; 0 before the first window is full.</summary>
        public double Mean { get; private set; }

        /// <summary>Adds a cycle. True when a window is full.</summary>
        public bool Add(long ticks)
        {
            _sum += ticks;
            if (++_count < Window) return false;
            Mean = (double)_sum / Window;
            Restart();
            return true;
        }

        public void Restart() => (_sum, _count) = (0, 0);
    }
}
