namespace ActorTls.Load.Scenarios;

/// <summary>A part of a scenario. Stages follow each other, and the connections of users stay open between them.</summary>
/// <param name="Name">Unique among the stages.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Workloads">The workloads whose users take part.</param>
public sealed record Stage(string Name, StageKind Kind, params IReadOnlyList<Workload> Workloads)
{
    /// <summary>Of <see cref="StageKind.Rest"/>: how long it is. The length of <see cref="StageKind.Repeat"/> is the runner's.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>Of <see cref="StageKind.Once"/>: how many users do it at the same time on each loop.</summary>
    public int AtOnce { get; init; } = int.MaxValue;

    /// <summary>Of <see cref="StageKind.Once"/>: only users with a lower number take part.</summary>
    public int UsersBelow { get; init; } = int.MaxValue;

    /// <summary>Of <see cref="StageKind.Rest"/>: how many connections are open meanwhile; 0 when that does not matter.</summary>
    public int Connections { get; init; }
}
