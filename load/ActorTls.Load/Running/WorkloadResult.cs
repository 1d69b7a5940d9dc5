using ActorTls.Load.Measuring;

namespace ActorTls.Load.Running;

/// <summary>What the users of one workload did in a stage.</summary>
internal sealed record WorkloadResult
{
    public static readonly WorkloadResult None = new() { Name = "", Operations = 0, OperationsName = "", Bytes = 0, Failures = [], Rate = 0, MegabytesPerSecond = 0 };

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What an operation is, in the plural.</summary>
    public required string OperationsName { get; init; }

    /// <summary>How many succeeded.</summary>
    public required long Operations { get; init; }

    /// <summary>Of a second.</summary>
    public required double Rate { get; init; }

    /// <summary>Application bytes there and back, counted once.</summary>
    public required long Bytes { get; init; }

    /// <summary>Of a second, 10^6 bytes.</summary>
    public required double MegabytesPerSecond { get; init; }

    /// <summary>Failures by kind, the most frequent first.</summary>
    public required IReadOnlyList<FailureCount> Failures { get; init; }

    /// <summary>Of the operations that succeeded; null when there was none.</summary>
    public LatencySummary? Latency { get; init; }
}
