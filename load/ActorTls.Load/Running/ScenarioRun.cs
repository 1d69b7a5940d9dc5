using ActorTls.Load.Measuring;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Running;

/// <summary>Carries out a scenario's plan, stage by stage.</summary>
/// <param name="plan">The plan.</param>
/// <param name="settings">The settings of the run.</param>
/// <param name="loops">The loops that the users run on.</param>
/// <param name="probe">The server's process, or null.</param>
/// <param name="progress">Is informed of the progress.</param>
internal sealed class ScenarioRun(
    ScenarioPlan plan, RunSettings settings, LoadLoops loops, ServerProbe? probe, IRunProgress progress)
{
    private readonly List<StageResult> _results = [];
    private readonly List<string> _remarks = [];
    private readonly Timeline _timeline = new();
    private (int Connections, long Kibibytes)? _firstHold;

    /// <summary>Every second of the repeated stages.</summary>
    public IReadOnlyList<TimelinePoint> Timeline => _timeline.Points;

    /// <summary>What to know before trusting the figures.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>
    /// Carries out all stages. Cancelled, it ends the one that goes on, leaves out the others, and still returns what was
    /// measured.
    /// </summary>
    public async Task<IReadOnlyList<StageResult>> RunAsync(CancellationToken cancellation)
    {
        var crews = new List<Crew>();
        foreach (var workload in plan.Workloads)
        {
            foreach (var loop in loops.Loops) crews.Add(await Crew.CreateAsync(workload, loop, loops.Loops.Count));
        }
        try
        {
            foreach (var stage in plan.Stages)
            {
                if (cancellation.IsCancellationRequested) break;
                await RunAsync(stage, crews.FindAll(crew => stage.Workloads.Contains(crew.Workload)), cancellation);
            }
            if (plan.Stages.All(stage => stage.Kind == StageKind.Repeat)) await LeaveAsync(crews);
        }
        finally
        {
            await Task.WhenAll(crews.ConvertAll(crew => crew.Loop.InvokeAsync(crew.AbandonAsync)));
        }
        return _results;
    }

    private async Task RunAsync(Stage stage, List<Crew> crews, CancellationToken cancellation)
    {
        var result = stage.Kind switch
        {
            StageKind.Repeat => await RepeatAsync(stage, crews, cancellation),
            StageKind.Rest => await RestAsync(stage, cancellation),
            _ => await OnceAsync(stage, crews),
        };
        _results.Add(result);
        progress.StageEnded(result);
    }

    private Task<StageResult> RepeatAsync(Stage stage, List<Crew> crews, CancellationToken cancellation)
    {
        var parts = plan.Stages.Count(other => other.Kind == StageKind.Repeat);
        var repeat = new RepeatedStage(stage, crews, settings, settings.Duration / parts, plan.Workloads[0], probe);
        return repeat.RunAsync(_timeline, progress, _remarks, cancellation);
    }

    private async Task<StageResult> OnceAsync(Stage stage, List<Crew> crews)
    {
        progress.StageStarted(stage.Name, null);
        var window = new MeasuredWindow { Start = 0 };
        var team = crews.ConvertAll(crew => (Crew: crew, Recorder: new Recorder(window)));
        var meter = await StageMeter.StartAsync(probe, loops.Loops);
        var tasks = team.ConvertAll(each => each.Crew.Loop.InvokeAsync(() => stage.Kind == StageKind.Once
            ? each.Crew.OnceAsync(stage, each.Recorder)
            : each.Crew.LeaveAsync(stage.AtOnce, each.Recorder)));
        await Task.WhenAll(tasks);
        return await meter.EndAsync(stage, team, isTimed: false);
    }

    private async Task<StageResult> RestAsync(Stage stage, CancellationToken cancellation)
    {
        progress.StageStarted(stage.Name, stage.Length);
        var meter = await StageMeter.StartAsync(probe, loops.Loops);
        await Task.Delay(stage.Length, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var result = await meter.EndAsync(stage, [], isTimed: false);
        if (probe is null) return result;

        var memory = probe.ReadResidentMemoryExactly();
        _firstHold ??= stage.Connections > 0 ? (stage.Connections, memory) : null;
        var further = stage.Connections - (_firstHold?.Connections ?? stage.Connections);
        return result with
        {
            Server = result.Server! with
            {
                ResidentKibibytes = memory,
                Connections = stage.Connections,
                KibibytesPerConnection = further > 0 ? (memory - _firstHold!.Value.Kibibytes) / (double)further : null,
            },
        };
    }

    // Connections that stayed open are closed in good order, and one that cannot be is a failure of the last stage.
    private async Task LeaveAsync(List<Crew> crews)
    {
        var team = crews.ConvertAll(crew => (Crew: crew, Recorder: new Recorder(new MeasuredWindow())));
        await Task.WhenAll(team.ConvertAll(each =>
            each.Crew.Loop.InvokeAsync(() => each.Crew.LeaveAsync(int.MaxValue, each.Recorder))));
        var left = team.Where(each => each.Recorder.Failed > 0).ToList();
        if (left.Count == 0) return;
        var stage = new Stage("leave", StageKind.Leave, [.. left.Select(each => each.Crew.Workload).Distinct()]);
        _results.Add(StageMeter.Summarize(stage, left, TimeSpan.Zero, isTimed: false));
        progress.StageEnded(_results[^1]);
    }
}
