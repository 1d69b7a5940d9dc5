using System.Diagnostics;
using ActorTls.Load.NBomber.Configuration;
using ActorTls.Load.NBomber.Results;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace ActorTls.Load.NBomber.Running;

/// <summary>A workload in a stage that is repeated: each of NBomber's iterations is one of a virtual user's.</summary>
internal sealed class RepeatedPart(PlanPart part, LoadProfile profile) : LoadPart(part.Name)
{
    // A server that refuses everything is asked again this often by each user, not a million times a second.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    // As late as this after the end an iteration still begins that no user was free for before.
    private static readonly TimeSpan LatestStart = TimeSpan.FromSeconds(1);

    private readonly Workload _workload = part.Workload;
    private UserPool? _users;
    private long _firstStart;

    public override IReadOnlyList<string> Scope => [part.Stage.Name, _workload.Name];

    public override int Connections => _workload.Users;

    public override double? Rate => _workload.Rate;

    public override string? WhyNot => profile.Copies <= _workload.Users ? null
        : $"{profile.Copies} copies need as many {_workload.Name} users, and there are {_workload.Users}: set CustomSettings.Parameters";

    public override async Task<LoadFailure?> StartAsync(LoadLoops loops)
    {
        _users = await UserPool.CreateAsync(loops, _workload);
        return await _users.PrepareAsync();
    }

    public override async Task EndAsync()
    {
        if (_users is null) return;
        foreach (var failure in await _users.LeaveAsync()) NoteUnmeasured(failure);
    }

    public override IReadOnlyList<StageResult> Read(ScenarioStats stats) =>
    [
        new StageResult
        {
            Name = part.Stage.Name,
            IsTimed = true,
            Seconds = stats.Duration.TotalSeconds,
            Workloads = [MeasuredWorkload.Read(_workload, stats.Ok, stats.Fail, UnmeasuredFailures)],
        },
    ];

    protected override async Task<IResponse> IterateAsync(IScenarioContext context)
    {
        var asked = Stopwatch.GetTimestamp();
        if (context.ScenarioInfo.ScenarioOperation == ScenarioOperation.Bombing) Interlocked.CompareExchange(ref _firstStart, asked, 0);
        var user = await _users!.BorrowAsync();
        // In an open simulation it is the server that keeps users busy, so waiting for one counts.
        var waited = Stopwatch.GetElapsedTime(asked);
        if (user is null) return Respond(NotStarted(), waited);
        try
        {
            if (IsOver()) return Respond(NotStarted(), waited);
            var failure = await user.PrepareAsync();
            var started = Stopwatch.GetTimestamp();
            var result = failure is null ? await user.IterateAsync() : new IterationResult(failure, 0);
            NoteUnmeasured(context, result.Failure);
            var response = Respond(result, waited + Stopwatch.GetElapsedTime(started));
            if (!result.Succeeded) await Task.Delay(PauseAfterFailure);
            return response;
        }
        finally
        {
            _users.Return(user);
        }
    }

    // NBomber takes what is late for a part of the time before, and would show the rate that it asked for, not what came of it.
    private bool IsOver() => Interlocked.Read(ref _firstStart) is > 0 and var first
        && Stopwatch.GetElapsedTime(first) > profile.Duration - profile.FirstPause + LatestStart;

    private static IterationResult NotStarted() => new(new LoadFailure(FailureKind.NotStarted, "no user was free before the end"), 0);
}
