namespace ActorTls.Load.Measuring;

/// <summary>The figures of a histogram; all latencies in microseconds.</summary>
internal sealed record LatencySummary(
    long Count, double Min, double Mean, double P50, double P90, double P99, double P999, double Max,
    IReadOnlyList<LatencyPoint> Curve);
