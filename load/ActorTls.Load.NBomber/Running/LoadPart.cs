using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ActorTls.Load.NBomber.Configuration;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace ActorTls.Load.NBomber.Running;

/// <summary>What NBomber knows as one scenario: a whole scenario of ours, or a workload of it in one stage.</summary>
/// <param name="name">NBomber's name of it.</param>
internal abstract partial class LoadPart(string name)
{
    private readonly ConcurrentQueue<LoadFailure> _unmeasured = new();

    /// <summary>NBomber's name of it.</summary>
    public string Name => name;

    /// <summary>Names of our own that its expectations are about without saying so.</summary>
    public abstract IReadOnlyList<string> Scope { get; }

    /// <summary>Connections that it may have open at the same time.</summary>
    public abstract int Connections { get; }

    /// <summary>Iterations a second that the plan asks for, or null; NBomber's simulations have rates of their own.</summary>
    public virtual double? Rate => null;

    /// <summary>The part of a name.</summary>
    public static LoadPart Create(string scenario, ScenarioPlan plan, string name, LoadProfile profile)
    {
        var parts = PlanPart.Of(scenario, plan);
        return parts.Count == 0 ? new StagedPart(name, plan, profile) : new RepeatedPart(parts.Single(part => part.Name == name), profile);
    }

    /// <summary>Why it cannot be run with its load simulations; null when it can.</summary>
    public abstract string? WhyNot { get; }

    /// <summary>NBomber's scenario; its load simulations come from the configuration.</summary>
    public ScenarioProps ToScenario() => Scenario.Create(name, IterateAsync).WithRestartIterationOnFail(false);

    /// <summary>
    /// Makes everything ready before NBomber begins, and tries it: a server that does not answer is no result. Returns the
    /// first failure, or null.
    /// </summary>
    public abstract Task<LoadFailure?> StartAsync(LoadLoops loops);

    /// <summary>Closes what is open, when nothing iterates any more.</summary>
    public abstract Task EndAsync();

    /// <summary>What NBomber measured, in the shape in which every run is held against expectations.</summary>
    public abstract IReadOnlyList<StageResult> Read(ScenarioStats stats);

    /// <summary>What NBomber measures and counts. Any thread, many at the same time.</summary>
    protected abstract Task<IResponse> IterateAsync(IScenarioContext context);

    /// <summary>Failures that NBomber's figures leave out: those of its warm-up, and of leaving at the end.</summary>
    protected IReadOnlyCollection<LoadFailure> UnmeasuredFailures => _unmeasured;

    /// <summary>Keeps a failure of leaving.</summary>
    protected void NoteUnmeasured(LoadFailure failure) => _unmeasured.Enqueue(failure);

    /// <summary>Keeps a failure of an iteration, if it is one of the warm-up's.</summary>
    protected void NoteUnmeasured(IScenarioContext context, LoadFailure? failure)
    {
        if (failure is not null && context.ScenarioInfo.ScenarioOperation == ScenarioOperation.WarmUp) NoteUnmeasured(failure);
    }

    /// <summary>NBomber's form of a result.</summary>
    /// <param name="result">Ours.</param>
    /// <param name="elapsed">How long it took; NBomber's own clock would count making ready again after a failure.</param>
    protected static Response<object> Respond(IterationResult result, TimeSpan elapsed) => result.Failure is { } failure
        ? Response.Fail(StatusCode(failure.Kind), failure.Detail, 0, elapsed.TotalMilliseconds)
        : Response.Ok("ok", result.Bytes, "", elapsed.TotalMilliseconds);

    // Such as tls-alert.
    private static string StatusCode(FailureKind kind) => WordStart().Replace(kind.ToString(), "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
