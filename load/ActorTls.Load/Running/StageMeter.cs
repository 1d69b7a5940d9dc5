using System.Diagnostics;
using ActorTls.Load.Measuring;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Running;

/// <summary>What the processors did in the time that counts of a stage: the server's, and those of the load threads.</summary>
internal sealed class StageMeter
{
    private readonly ServerProbe? _probe;
    private readonly IReadOnlyList<LoadLoop> _loops;
    private TimeSpan _serverBefore;
    private TimeSpan _clientBefore;

    private StageMeter(ServerProbe? probe, IReadOnlyList<LoadLoop> loops) => (_probe, _loops) = (probe, loops);

    /// <summary>When it was started, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Start { get; private set; }

    /// <summary>When it was stopped.</summary>
    public long End { get; private set; }

    /// <summary>Server time between the two.</summary>
    public TimeSpan ServerTime { get; private set; }

    /// <summary>Time of the load threads between the two.</summary>
    public TimeSpan ClientTime { get; private set; }

    /// <summary>Begins. The server is read last, right before <see cref="Start"/>.</summary>
    public static async Task<StageMeter> StartAsync(ServerProbe? probe, IReadOnlyList<LoadLoop> loops)
    {
        var meter = new StageMeter(probe, loops);
        meter._clientBefore = await ReadClientAsync(loops);
        meter._serverBefore = probe?.ReadProcessorTime() ?? default;
        meter.Start = Stopwatch.GetTimestamp();
        return meter;
    }

    /// <summary>Ends. The server is read first.</summary>
    public async Task StopAsync()
    {
        ServerTime = (_probe?.ReadProcessorTime() ?? default) - _serverBefore;
        End = Stopwatch.GetTimestamp();
        ClientTime = await ReadClientAsync(_loops) - _clientBefore;
    }

    /// <summary>Ends, and puts the stage's result together.</summary>
    public async Task<StageResult> EndAsync(Stage stage, IReadOnlyCollection<(Crew Crew, Recorder Recorder)> team, bool isTimed)
    {
        await StopAsync();
        return Result(stage, team, isTimed);
    }

    /// <summary>The stage's result, once the meter is stopped.</summary>
    public StageResult Result(Stage stage, IReadOnlyCollection<(Crew Crew, Recorder Recorder)> team, bool isTimed)
    {
        var length = Stopwatch.GetElapsedTime(Start, End);
        var result = Summarize(stage, team, length, isTimed);
        var server = _probe is null ? null : ServerOf(result, length);
        return result with { Server = server, ClientBusyPercent = ClientTime / (length * _loops.Count) * 100 };
    }

    /// <summary>What the users did, without any processor.</summary>
    public static StageResult Summarize(
        Stage stage, IReadOnlyCollection<(Crew Crew, Recorder Recorder)> team, TimeSpan length, bool isTimed) => new()
        {
            Name = stage.Name,
            IsTimed = isTimed,
            Seconds = length.TotalSeconds,
            Workloads = [.. stage.Workloads.Select(workload => Of(
                workload, length,
                Recorder.Total([.. team.Where(each => each.Crew.Workload == workload).Select(each => each.Recorder)])))],
        };

    private ServerFigures ServerOf(StageResult result, TimeSpan length)
    {
        var operations = result.Workloads.Sum(workload => workload.Operations);
        var megabytes = result.Workloads.Sum(workload => workload.Bytes) / 1e6;
        return new ServerFigures
        {
            ProcessorSeconds = ServerTime.TotalSeconds,
            ProcessorPercent = ServerTime / length * 100,
            MicrosecondsPerOperation = operations > 0 ? ServerTime.TotalMicroseconds / operations : null,
            MegabytesPerProcessorSecond = operations > 0 && ServerTime > TimeSpan.Zero ? megabytes / ServerTime.TotalSeconds : null,
            ResidentKibibytes = _probe!.ReadResidentMemory(),
        };
    }

    private static WorkloadResult Of(Workload workload, TimeSpan length, WorkloadFigures figures) => new()
    {
        Name = workload.Name,
        OperationsName = workload.Operations,
        Operations = figures.Operations,
        Rate = length > TimeSpan.Zero ? figures.Operations / length.TotalSeconds : 0,
        Bytes = figures.Bytes,
        MegabytesPerSecond = length > TimeSpan.Zero ? figures.Bytes / 1e6 / length.TotalSeconds : 0,
        Failures = figures.Failures,
        Latency = figures.Latency,
    };

    private static async Task<TimeSpan> ReadClientAsync(IReadOnlyList<LoadLoop> loops)
    {
        var times = await Task.WhenAll(loops.Select(loop => loop.ReadProcessorTimeAsync()));
        return times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
    }
}
