namespace ActorTls.Load.Measuring;

/// <summary>What the users of one workload did in one stage.</summary>
internal sealed record WorkloadFigures(long Operations, long Bytes, IReadOnlyList<FailureCount> Failures, LatencySummary? Latency);
