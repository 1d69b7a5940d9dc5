using System.Diagnostics;

namespace ActorTls.EventLoop;

/// <summary>
/// Decides whether an idle loop polls for a while before it sleeps. Polling answers the next event sooner, because no
/// thread has to be woken, but burns the processor, so it is done only while it pays: a peer that answers at once keeps
/// it on, and a quiet loop never polls. Used by one thread.
/// </summary>
internal sealed class AdaptiveSpin
{
    // Polling must find something more often than not, lately; the last few outcomes count most.
    private const double Worthwhile = 0.5;
    private const double Confident = 0.75;
    private const double Weight = 0.25;

    // A sleep up to this many times the spin may have been that long only because waking up takes time, on both sides.
    private const int Hopeful = 4;

    // Hopeful sleeps that are let pass before another try: 1, then 2, 4 ... until polling pays again and again.
    private const int LongestPause = 256;

    private readonly long _hopefulSleep;
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
    public void Hit()
    {
        Hits++;
        _successRate += (1 - _successRate) * Weight;
        if (_successRate > Confident) _pause = 1;
    }

    /// <summary>Polling found nothing until its time was over.</summary>
    public void Miss()
    {
        Misses++;
        _successRate -= _successRate * Weight;
        if (IsWorthwhile) return;
        _pauseLeft = _pause;
        _pause = Math.Min(_pause * 2, LongestPause);
    }

    /// <summary>A sleep was ended by an event or by another thread.</summary>
    /// <param name="ticks">How long it was, in ticks of <see cref="Stopwatch"/>.</param>
    public void Slept(long ticks)
    {
        if (IsWorthwhile || ticks > _hopefulSleep) return;
        // One try; only hits make more of it.
        if (--_pauseLeft <= 0) _successRate = Worthwhile;
    }
}
