using ActorTls.Load.Measuring;
using ActorTls.Load.Running;

namespace ActorTls.Load.Tests.Harness;

/// <summary>Results as a run might have had them.</summary>
internal static class Results
{
    public static RunResult Run(params IReadOnlyList<StageResult> stages) => new()
    {
        Scenario = "made-up",
        Workload = stages.SelectMany(stage => stage.Workloads).FirstOrDefault()?.Name ?? "",
        Parameters = new Dictionary<string, string> { ["connections"] = "64" },
        Settings = new RunSettings { Server = "127.0.0.1:8443", Protocol = "TLSv1.3" },
        Environment = new RunEnvironment(DateTimeOffset.UnixEpoch, 2, "processor", "system", "runtime", "OpenSSL"),
        Stages = stages,
        Timeline = [new TimelinePoint("load", 1, 100, 10, 20, 50, 1000), new TimelinePoint("load", 2, 90, 11, 25, 51, 1001)],
        Remarks = [],
    };

    public static StageResult Stage(string name, params IReadOnlyList<WorkloadResult> workloads) =>
        new() { Name = name, IsTimed = true, Seconds = 10, Workloads = workloads };

    /// <param name="name">Its name.</param>
    /// <param name="operations">In ten seconds.</param>
    /// <param name="p99">Microseconds.</param>
    public static WorkloadResult Workload(string name, long operations, double p99) => new()
    {
        Name = name,
        OperationsName = "operations",
        Operations = operations,
        Rate = operations / 10.0,
        Bytes = operations * 64,
        MegabytesPerSecond = operations * 64 / 1e7,
        Failures = [],
        Latency = operations == 0 ? null : new LatencySummary(
            operations, p99 / 10, p99 / 4, p99 / 5, p99 / 2, p99, p99 * 2, p99 * 3,
            [new LatencyPoint(0, p99 / 10), new LatencyPoint(50, p99 / 5), new LatencyPoint(99, p99), new LatencyPoint(100, p99 * 3)]),
    };
}
