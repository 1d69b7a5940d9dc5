using ActorTls.Load.Expectations;

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
