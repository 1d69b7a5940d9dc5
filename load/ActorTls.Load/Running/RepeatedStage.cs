using System.Diagnostics;
using System.Globalization;
using ActorTls.Load.Measuring;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Running;

/// <summary>A stage whose users iterate for a time: a warm-up, then the measured time.</summary>
internal sealed class RepeatedStage
{
    // A load thread that is this busy may be what limits the rate.
    private const double BusyPercent = 90;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Stage _stage;
    private readonly RunSettings _settings;
    private readonly TimeSpan _duration;
    private readonly Workload _primary;
    private readonly ServerProbe? _probe;
    private readonly MeasuredWindow _window = new();
    private readonly StartBudget _budget;
    private readonly StartBudget _endless;
    private readonly List<(Crew Crew, Recorder Recorder)> _team;
    private readonly List<LoadLoop> _loops;
    private long _lastLook;
    private TimeSpan _lastServerTime;

    /// <param name="stage">The stage.</param>
    /// <param name="crews">Of its workloads.</param>
    /// <param name="settings">How it is run.</param>
    /// <param name="duration">The time that counts.</param>
    /// <param name="primary">The workload that the settings' rate and count are of.</param>
    /// <param name="probe">The server's process, or null.</param>
    public RepeatedStage(
        Stage stage, List<Crew> crews, RunSettings settings, TimeSpan duration, Workload primary, ServerProbe? probe)
    {
        (_stage, _settings, _duration, _primary, _probe) = (stage, settings, duration, primary, probe);
        _budget = new StartBudget(settings.Count, _window);
        _endless = new StartBudget(null, _window);
        _team = crews.ConvertAll(crew => (crew, new Recorder(_window)));
        _loops = [.. crews.Select(crew => crew.Loop).Distinct()];
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<StageResult> RunAsync(
        Timeline timeline, IRunProgress progress, List<string> remarks, CancellationToken cancellation)
    {
        progress.StageStarted(_stage.Name, _settings.WarmUp + _duration);
        await Task.WhenAll(_team.ConvertAll(each => each.Crew.Loop.InvokeAsync(() => each.Crew.PrepareAsync(each.Recorder))));

        var began = Stopwatch.GetTimestamp();
        var (primary, others) = (new List<Task>(), new List<Task>());
        foreach (var each in _team) (each.Crew.Workload == _primary ? primary : others).Add(StartAsync(each));
        // The users end by themselves only when they have done the given number of iterations, and then the stage is over.
        var counted = Task.WhenAll(primary);
        await FollowAsync(_settings.WarmUp, began, counted, timeline, progress, cancellation);
        var meter = await StageMeter.StartAsync(_probe, _loops);
        _window.Start = meter.Start;
        await FollowAsync(_duration, began, counted, timeline, progress, cancellation);
        await meter.StopAsync();
        _window.End = meter.End;
        await Task.WhenAll(primary.Concat(others));

        var result = meter.Result(_stage, _team, isTimed: true);
        if (result.ClientBusyPercent > BusyPercent)
        {
            remarks.Add(string.Create(CultureInfo.InvariantCulture,
                $"{_stage.Name}: the load threads were busy for {result.ClientBusyPercent:0} % of the time, so the rate may be the client's limit, not the server's"));
        }
        return result;
    }

    private Task<bool> StartAsync((Crew Crew, Recorder Recorder) each)
    {
        var (crew, recorder) = each;
        var isPrimary = crew.Workload == _primary;
        var rate = (isPrimary ? _settings.Rate : null) ?? crew.Workload.Rate;
        var budget = isPrimary ? _budget : _endless;
        return crew.Loop.InvokeAsync(() => rate is { } all
            ? crew.RepeatAtRateAsync(all / _loops.Count, _window, budget, recorder)
            : crew.RepeatAsync(_window, budget, recorder));
    }

    /// <summary>Looks on for a time, or until what was to be done is done.</summary>
    private async Task FollowAsync(
        TimeSpan length, long began, Task done, Timeline timeline, IRunProgress progress, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        (_lastLook, _lastServerTime) = (start, _probe?.ReadProcessorTime() ?? default);
        while (length - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left && !done.IsCompleted && !cancellation.IsCancellationRequested)
        {
            await Task.WhenAny(done, Task.Delay(left < LookEvery ? left : LookEvery, cancellation));
            var isWarmUp = _window.Start == long.MaxValue;
            var latest = Stopwatch.GetElapsedTime(_lastLook) >= LookEvery * 0.9 ? await LookAsync(timeline) : null;
            progress.StageContinues(
                Stopwatch.GetElapsedTime(began), isWarmUp, _team.Where(each => each.Crew.Workload == _primary).Sum(each => each.Recorder.Operations),
                _team.Sum(each => each.Recorder.Failed), isWarmUp ? null : latest);
        }
    }

    private async Task<TimelinePoint?> LookAsync(Timeline timeline)
    {
        var length = Stopwatch.GetElapsedTime(_lastLook);
        _lastLook = Stopwatch.GetTimestamp();
        var serverTime = _probe?.ReadProcessorTime();
        double? percent = serverTime is { } now ? (now - _lastServerTime) / length * 100 : null;
        _lastServerTime = serverTime ?? default;

        var recent = new LatencyHistogram();
        foreach (var (crew, recorder) in _team.Where(each => each.Crew.Workload == _primary))
            recent.Add(await crew.Loop.InvokeAsync(() => ValueTask.FromResult(recorder.TakeRecent())));
        return _window.Start == long.MaxValue
            ? null
            : timeline.Add(_stage.Name, length, recent, percent, _probe?.ReadResidentMemory());
    }
}
