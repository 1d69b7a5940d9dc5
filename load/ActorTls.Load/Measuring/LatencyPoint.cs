namespace ActorTls.Load.Measuring;

/// <summary>A point of the curve of percentiles.</summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="Microseconds">What so many per cent do not exceed.</param>
internal readonly record struct LatencyPoint(double Percent, double Microseconds);
