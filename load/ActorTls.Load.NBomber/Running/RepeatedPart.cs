using System.Diagnostics;
using ActorTls.Load.NBomber.Configuration;
using ActorTls.Load.NBomber.Results;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace ActorTls.Load.NBomber.Running;

/// <summary>A workload in a stage that is repeated: each of NBomber's iterations is one of a virtual user's.</summary>
internal sealed class RepeatedPart(string name, Stage stage, Workload workload) : LoadPart(name)
{
    private UserPool? _users;
    private IReadOnlyList<LoadFailure> _leaveFailures = [];

    public override IReadOnlyList<string> Scope => [stage.Name, workload.Name];

    public override int Connections => workload.Users;

    public override double? Rate => workload.Rate;

    public override string? WhyNot(LoadProfile profile) => profile.Copies <= workload.Users ? null
        : $"{profile.Copies} copies need as many {workload.Name} users, and there are {workload.Users}: set CustomSettings.Parameters";

    public override async Task<LoadFailure?> StartAsync(LoadLoops loops)
    {
        _users = await UserPool.CreateAsync(loops, workload);
        return await _users.PrepareAsync();
    }

    public override async Task EndAsync()
    {
        if (_users is null) return;
        _leaveFailures = await _users.LeaveAsync();
        _users.Dispose();
    }

    public override IReadOnlyList<StageResult> Read(ScenarioStats stats) =>
    [
        new StageResult
        {
            Name = stage.Name,
            IsTimed = true,
            Seconds = stats.Duration.TotalSeconds,
            Workloads = [MeasuredWorkload.Read(workload, stats.Ok, stats.Fail, _leaveFailures)],
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
            return Respond(result, waited + Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            _users.Return(user);
        }
    }
}
