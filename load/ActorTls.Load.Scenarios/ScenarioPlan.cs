namespace ActorTls.Load.Scenarios;

/// <summary>Everything that a scenario does, for a runner to carry out.</summary>
/// <param name="Workloads">The kinds of users; the first is what the scenario measures above all.</param>
/// <param name="Stages">In order.</param>
public sealed record ScenarioPlan(IReadOnlyList<Workload> Workloads, IReadOnlyList<Stage> Stages)
{
    /// <summary>Connections that may be open at the same time, which is as many descriptors.</summary>
    public int Connections => Workloads.Sum(workload => workload.Users);

    /// <summary>Whether it can be carried out only with a <see cref="LoadTarget.FleetPem"/>.</summary>
    public bool NeedsFleet => Workloads.Any(workload => workload.Fleet is not null);

    /// <summary>The plan of users of one kind that iterate for as long as the runner wants.</summary>
    internal static ScenarioPlan Repeat(Workload workload) =>
        new([workload], [new Stage("load", StageKind.Repeat, workload)]);
}
