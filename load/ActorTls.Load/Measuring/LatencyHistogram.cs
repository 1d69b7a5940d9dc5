using HdrHistogram;

namespace ActorTls.Load.Measuring;

/// <summary>
/// Latencies from 100 ns to ten minutes, exact to 0.1 %. What is longer counts as ten minutes. Used by one thread.
/// </summary>
internal sealed class LatencyHistogram
{
    private const long Unit = 100;
    private const long Longest = 600_000_000_000 / Unit;
    private const int Digits = 3;

    private readonly LongHistogram _histogram = new(1, Longest, Digits);

    /// <summary>How many latencies were recorded.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>Records one.</summary>
    public void Record(TimeSpan latency) =>
        _histogram.RecordValue(Math.Clamp((long)(latency.TotalNanoseconds / Unit), 1, Longest));

    /// <summary>Adds all of another histogram to this one.</summary>
    public void Add(LatencyHistogram other) => _histogram.Add(other._histogram);

    /// <summary>Forgets everything.</summary>
    public void Reset() => _histogram.Reset();

    /// <summary>The latency in microseconds that so many per cent do not exceed; 0 when nothing was recorded.</summary>
    public double Percentile(double percent) => Count == 0 ? 0 : Microseconds(_histogram.GetValueAtPercentile(percent));

    /// <summary>All that is reported of it; null when nothing was recorded.</summary>
    public LatencySummary? Summarize() => Count == 0 ? null : new LatencySummary(
        Count, Percentile(0), _histogram.GetMean() * Unit / 1000, Percentile(50), Percentile(90), Percentile(99), Percentile(99.9),
        Microseconds(_histogram.GetMaxValue()), [.. Curve()]);

    // Five points for each halving of the distance to 100 %, as is usual for these plots.
    private IEnumerable<LatencyPoint> Curve()
    {
        foreach (var step in _histogram.Percentiles(5))
        {
            yield return new LatencyPoint(step.Percentile, Microseconds(step.ValueIteratedTo));
            if (step.Percentile >= 100) yield break;
        }
    }

    private static double Microseconds(long value) => value * Unit / 1000.0;
}
