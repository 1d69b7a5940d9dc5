using ActorTls.Load.Expectations;
using ActorTls.Load.Measuring;

namespace ActorTls.Load.Running;

/// <summary>What one stage came to.</summary>
internal sealed record StageResult
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether users iterated for a time, so that a rate means something.</summary>
    public required bool IsTimed { get; init; }

    /// <summary>How long it was, without warm-up.</summary>
    public required double Seconds { get; init; }

    /// <summary>Figures of the workloads that took part.</summary>
    public required IReadOnlyList<WorkloadResult> Workloads { get; init; }

    /// <summary>The server's; null where its process is not known.</summary>
    public ServerFigures? Server { get; init; }

    /// <summary>How much of the time the load threads were busy, in per cent of all of them; null where it was not measured.</summary>
    public double? ClientBusyPercent { get; init; }

    /// <summary>The rows in which a metric may be found. A stage without workloads still has a server.</summary>
    public IEnumerable<WorkloadResult> RowsFor(Metric metric) => Workloads.Count > 0
        ? Workloads
        : metric.Read(this, WorkloadResult.None) is null || metric.Name is "failures" or "operations" ? [] : [WorkloadResult.None];
}

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

/// <summary>The server's figures of a stage, all of its processes together.</summary>
internal sealed record ServerFigures
{
    /// <summary>On a processor, user and system.</summary>
    public double? ProcessorSeconds { get; init; }

    /// <summary>Of the stage's length; 200 = two cores.</summary>
    public double? ProcessorPercent { get; init; }

    /// <summary>Of processor time; over all operations of the stage that succeeded.</summary>
    public double? MicrosecondsPerOperation { get; init; }

    /// <summary>Application bytes there and back, counted once, in 10^6, for each second of processor time.</summary>
    public double? MegabytesPerProcessorSecond { get; init; }

    /// <summary>Resident at the end of the stage.</summary>
    public required long ResidentKibibytes { get; init; }

    /// <summary>Open connections meanwhile, of a stage that holds some.</summary>
    public int? Connections { get; init; }

    /// <summary>What memory has grown by since the first step, for each connection that came since.</summary>
    public double? KibibytesPerConnection { get; init; }
}
