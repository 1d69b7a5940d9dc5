using ActorTls.Load.Scenarios;

namespace ActorTls.Load.NBomber.Running;

/// <summary>
/// A workload in a stage, of a plan whose stages are all repeated. Each is a scenario for NBomber, which runs scenarios side by side:
/// a pause at the beginning of their simulations makes them follow each other.
/// </summary>
/// <param name="Name">NBomber's name of it.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Workload">The workload.</param>
internal sealed record PlanPart(string Name, Stage Stage, Workload Workload)
{
    /// <summary>The parts of a plan; none when it has a stage of another kind, and so is one for NBomber.</summary>
    public static IReadOnlyList<PlanPart> Of(string scenario, ScenarioPlan plan)
    {
        if (plan.Stages.Any(stage => stage.Kind != StageKind.Repeat)) return [];
        var parts = plan.Stages.SelectMany(stage => stage.Workloads.Select(workload => (stage, workload))).ToList();
        return parts.ConvertAll(part => new PlanPart(
            parts.Count == 1 ? scenario : $"{scenario}.{part.stage.Name}.{part.workload.Name}", part.stage, part.workload));
    }

    /// <summary>The names that NBomber's scenarios of a plan have.</summary>
    public static IReadOnlyList<string> NamesOf(string scenario, ScenarioPlan plan) =>
        Of(scenario, plan) is { Count: > 0 } parts ? [.. parts.Select(part => part.Name)] : [scenario];
}
