using System.Diagnostics;
using ActorTls.Load.NBomber.Configuration;
using ActorTls.Load.NBomber.Results;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace ActorTls.Load.NBomber.Running;

/// <summary>A workload in a stage that is repeated: each of NBomber's iterations is one of a virtual user's.</summary>
internal sealed class RepeatedPart(PlanPart part) : LoadPart(part.Name)
{
    // A server that refuses everything is asked again this often by each user, not a million times a second.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly Workload _workload = part.Workload;
    private UserPool? _users;

    public override IReadOnlyList<string> Scope => [part.Stage.Name, _workload.Name];

    public override int Connections => _workload.Users;

    public override double? Rate => _workload.Rate;

    public override string? WhyNot(LoadProfile profile) => profile.Copies <= _workload.Users ? null
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
        _users.Dispose();
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
        var user = await _users!.BorrowAsync();
        try
        {
            // In an open simulation it is the server that keeps users busy, so waiting for one counts.
            var waited = Stopwatch.GetElapsedTime(asked);
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
}
