namespace ActorTls.Load.Running;

/// <summary>A second of a stage.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Seconds">Since the run began.</param>
/// <param name="Rate">Operations a second of the first workload.</param>
/// <param name="P50">Of these, in microseconds.</param>
/// <param name="P99">Of these, in microseconds.</param>
/// <param name="ServerProcessorPercent">100 = a core; null where the process is not known.</param>
/// <param name="ServerResidentKibibytes">Null where the process is not known.</param>
internal sealed record TimelinePoint(
    string Stage, double Seconds, double Rate, double P50, double P99, double? ServerProcessorPercent, long? ServerResidentKibibytes);
