namespace ActorTls.Load.Running;

/// <summary>All that a run found out. Times are in the units that the names say; latencies in microseconds.</summary>
internal sealed record RunResult
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>The name of the workload that it measures above all.</summary>
    public required string Workload { get; init; }

    /// <summary>Its parameters, those with their defaults too.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>How it was run.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>Where it was run.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>The stages that were carried out, in order.</summary>
    public required IReadOnlyList<StageResult> Stages { get; init; }

    /// <summary>Every second of the stages with a length.</summary>
    public required IReadOnlyList<TimelinePoint> Timeline { get; init; }

    /// <summary>What to know before trusting the figures, such as that the client was at its limit.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>The number of the client of the fleet that comes next; null without a fleet.</summary>
    public long? NextClient { get; init; }

    /// <summary>The expectations that were not met, a sentence each.</summary>
    public IReadOnlyList<string> FailedExpectations { get; init; } = [];
}
