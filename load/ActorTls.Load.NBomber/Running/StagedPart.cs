using System.Diagnostics;
using ActorTls.Load.NBomber.Configuration;
using ActorTls.Load.NBomber.Results;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace ActorTls.Load.NBomber.Running;

/// <summary>
/// A plan with stages in which everyone does something once, such as all connecting at the same moment. One of NBomber's
/// iterations is the whole plan; what each user does in a stage is a step with the stage's name.
/// </summary>
internal sealed class StagedPart(string name, ScenarioPlan plan, LoadProfile profile) : LoadPart(name)
{
    private readonly Dictionary<Workload, LoadUser[]> _users = [];
    private int _loops;

    public override IReadOnlyList<string> Scope => [];

    public override int Connections => plan.Connections;

    public override string? WhyNot => profile is { Copies: <= 1, IsOpen: false } ? null
        : "an iteration of this scenario is all of it, with all of its users: { \"KeepConstant\": [1, DURATION] } is accepted alone";

    public override async Task<LoadFailure?> StartAsync(LoadLoops loops)
    {
        _loops = loops.Loops.Count;
        foreach (var workload in plan.Workloads)
        {
            var users = new LoadUser[workload.Users];
            for (var number = 0; number < users.Length; number++) users[number] = await LoadUser.CreateAsync(loops, workload, number);
            _users[workload] = users;
        }
        var first = _users[plan.Workloads[0]][0];
        return await first.PrepareAsync() ?? (await first.IterateAsync()).Failure ?? await first.LeaveAsync();
    }

    public override Task EndAsync() =>
        Task.WhenAll(_users.Values.SelectMany(users => users).Select(user => user.AbandonAsync()));

    public override IReadOnlyList<StageResult> Read(ScenarioStats stats)
    {
        var steps = stats.StepStats.ToDictionary(step => step.StepName);
        var stages = plan.Stages.Where(stage => stage.Workloads.Count > 0).Select(stage => Result(
            stage.Name, stats, stage.Workloads.Select(workload => steps.TryGetValue(StepName(stage, workload), out var step)
                ? MeasuredWorkload.Read(workload, step.Ok, step.Fail)
                : MeasuredWorkload.Nothing(workload))));
        return UnmeasuredFailures.Count == 0 ? [.. stages]
            : [Result("unmeasured", stats, [MeasuredWorkload.Nothing(plan.Workloads[0], UnmeasuredFailures)]), .. stages];
    }

    protected override async Task<IResponse> IterateAsync(IScenarioContext context)
    {
        try
        {
            return await IterateStagesAsync(context);
        }
        catch (Exception e)
        {
            // NBomber counts it, but not for one of the steps, which are what is looked at.
            NoteUnmeasured(new LoadFailure(FailureKind.Internal, e.Message));
            throw;
        }
    }

    private async Task<IResponse> IterateStagesAsync(IScenarioContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var present = new HashSet<LoadUser>();
        LoadFailure? failure = null;
        foreach (var stage in plan.Stages)
        {
            if (stage.Kind == StageKind.Rest) await Task.Delay(stage.Length);
            foreach (var workload in stage.Workloads)
                failure = await CarryOutAsync(stage, workload, present, context) ?? failure;
        }
        var elapsed = Stopwatch.GetElapsedTime(started);
        NoteUnmeasured(context, failure);
        // The next iteration begins without connections, as this one did.
        await ForEachAsync([.. _users.Values.SelectMany(users => users)], int.MaxValue, async user =>
        {
            if (await user.LeaveAsync() is { } why) NoteUnmeasured(why);
        });
        return Respond(new IterationResult(failure, 0), elapsed);
    }

    /// <summary>What the workload's users do in a stage. Returns a failure, if there was one.</summary>
    private async Task<LoadFailure?> CarryOutAsync(Stage stage, Workload workload, HashSet<LoadUser> present, IScenarioContext context)
    {
        LoadFailure? failure = null;
        // A stage for some of the users is for those of them that have not taken part before.
        var isPartial = stage.UsersBelow != int.MaxValue;
        var users = _users[workload].Take(stage.UsersBelow).Where(user => !isPartial || !present.Contains(user)).ToArray();
        await ForEachAsync(users, stage.AtOnce, async user =>
        {
            if (await CarryOutAsync(stage, workload, user, context) is { } why) failure = why;
        });
        present.UnionWith(users);
        return failure;
    }

    private static async Task<LoadFailure?> CarryOutAsync(Stage stage, Workload workload, LoadUser user, IScenarioContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var isLeaving = stage.Kind == StageKind.Leave;
        var result = isLeaving ? new IterationResult(await user.LeaveAsync(), 0) : await user.IterateAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        // Leaving is no operation; only that it failed is of interest.
        if (!isLeaving || !result.Succeeded)
            await Step.Run(StepName(stage, workload), context, () => Task.FromResult(Respond(result, elapsed)));
        return result.Failure;
    }

    private static StageResult Result(string name, ScenarioStats stats, IEnumerable<WorkloadResult> workloads) =>
        new() { Name = name, IsTimed = false, Seconds = stats.Duration.TotalSeconds, Workloads = [.. workloads] };

    private static string StepName(Stage stage, Workload workload) =>
        stage.Workloads.Count == 1 ? stage.Name : $"{stage.Name}.{workload.Name}";

    private Task ForEachAsync(LoadUser[] users, int atOnceOnEach, Func<LoadUser, Task> action)
    {
        if (users.Length == 0) return Task.CompletedTask;
        var atOnce = (int)Math.Min((long)atOnceOnEach * _loops, users.Length);
        return Parallel.ForEachAsync(
            users, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (user, _) => await action(user));
    }
}
