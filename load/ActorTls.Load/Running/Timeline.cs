using System.Diagnostics;
using ActorTls.Load.Measuring;

namespace ActorTls.Load.Running;

/// <summary>A look at the run every second.</summary>
internal sealed class Timeline
{
    private readonly List<TimelinePoint> _points = [];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The points until now.</summary>
    public IReadOnlyList<TimelinePoint> Points => _points;

    /// <summary>Adds what happened since the last look.</summary>
    /// <param name="stage">The stage that goes on.</param>
    /// <param name="length">The time since the last look.</param>
    /// <param name="recent">Latencies since then.</param>
    /// <param name="processorPercent">The server's, of a core.</param>
    /// <param name="residentKibibytes">The server's.</param>
    public TimelinePoint Add(string stage, TimeSpan length, LatencyHistogram recent, double? processorPercent, long? residentKibibytes)
    {
        var point = new TimelinePoint(
            stage, Stopwatch.GetElapsedTime(_start).TotalSeconds, recent.Count / length.TotalSeconds,
            recent.Percentile(50), recent.Percentile(99), processorPercent, residentKibibytes);
        _points.Add(point);
        return point;
    }
}
