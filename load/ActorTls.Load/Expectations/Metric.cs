using ActorTls.Load.Measuring;
using ActorTls.Load.Running;

namespace ActorTls.Load.Expectations;

/// <summary>A figure of a result that can be expected to be something.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Units">What it may be given in, and the factor to the unit that <paramref name="Read"/> has.</param>
/// <param name="Read">The figure of a stage and a workload in it; null where there is none.</param>
internal sealed record Metric(
    string Name, IReadOnlyDictionary<string, double> Units, Func<StageResult, WorkloadResult, double?> Read)
{
    private static readonly Dictionary<string, double> Plain = new() { [""] = 1 };
    private static readonly Dictionary<string, double> PerSecond = new() { ["/s"] = 1, [""] = 1 };
    private static readonly Dictionary<string, double> Time = new() { ["us"] = 1, ["µs"] = 1, ["ms"] = 1e3, ["s"] = 1e6 };
    private static readonly Dictionary<string, double> Throughput = new() { ["MB/s"] = 1, ["GB/s"] = 1e3 };
    private static readonly Dictionary<string, double> Memory = new() { ["KiB"] = 1, ["MiB"] = 1024 };

    /// <summary>Every metric.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("failures", Plain, (_, workload) => workload.Failures.Sum(failure => failure.Count)),
        new("operations", Plain, (_, workload) => workload.Operations),
        new("rate", PerSecond, (stage, workload) => stage.IsTimed ? workload.Rate : null),
        new("throughput", Throughput, (stage, workload) => stage.IsTimed ? workload.MegabytesPerSecond : null),
        Latency("min", latency => latency.Min),
        Latency("mean", latency => latency.Mean),
        Latency("p50", latency => latency.P50),
        Latency("p90", latency => latency.P90),
        Latency("p99", latency => latency.P99),
        Latency("p99.9", latency => latency.P999),
        Latency("max", latency => latency.Max),
        new("cpu", Time, (stage, _) => stage.Server?.MicrosecondsPerOperation),
        new("memory", Memory, (stage, _) => stage.Server?.KibibytesPerConnection),
    ];

    /// <summary>The metric of a name, or null.</summary>
    public static Metric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    private static Metric Latency(string name, Func<LatencySummary, double> read) =>
        new(name, Time, (_, workload) => workload.Latency is null ? null : read(workload.Latency));
}
