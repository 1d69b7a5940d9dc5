namespace ActorTls.Load.Scenarios;

/// <summary>A kind of virtual user, and how many there are of it.</summary>
public sealed record Workload
{
    /// <summary>One word that tells it from the other workloads of its scenario.</summary>
    public required string Name { get; init; }

    /// <summary>What one iteration is, in the plural, such as <c>round trips</c>.</summary>
    public required string Operations { get; init; }

    /// <summary>How many users there are.</summary>
    public required int Users { get; init; }

    /// <summary>Iterations a second over all users, at even intervals; null = each user begins the next when one ended.</summary>
    public double? Rate { get; init; }

    /// <summary>Whose turn it is, where each operation is by another client of a fleet; null where it is not.</summary>
    public FleetTurns? Fleet { get; init; }

    /// <summary>Makes a user; called on the loop's thread, and needs no network.</summary>
    public required Func<LoadLoop, VirtualUser> CreateUser { get; init; }
}

/// <summary>What happens in a stage.</summary>
public enum StageKind
{
    /// <summary>The users of the stage's workloads iterate for a time.</summary>
    Repeat,

    /// <summary>Each user iterates once.</summary>
    Once,

    /// <summary>Nothing, for a time; at its end memory is looked at.</summary>
    Rest,

    /// <summary>Each user leaves.</summary>
    Leave,
}

/// <summary>A part of a scenario; one follows the other, and what users have open stays open.</summary>
/// <param name="Name">Tells it from the other stages.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Workloads">Whose users take part.</param>
public sealed record Stage(string Name, StageKind Kind, params IReadOnlyList<Workload> Workloads)
{
    /// <summary>Of <see cref="StageKind.Rest"/>: how long it is. The length of <see cref="StageKind.Repeat"/> is the runner's.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>Of <see cref="StageKind.Once"/>: how many users do it at the same time on each loop.</summary>
    public int AtOnce { get; init; } = int.MaxValue;

    /// <summary>Of <see cref="StageKind.Once"/>: only users with a lower number take part.</summary>
    public int UsersBelow { get; init; } = int.MaxValue;

    /// <summary>Of <see cref="StageKind.Rest"/>: how many connections are open meanwhile; 0 where nobody asks.</summary>
    public int Connections { get; init; }
}

/// <summary>Everything that a scenario does, for a runner to carry out.</summary>
/// <param name="Workloads">The kinds of users; the first is what the scenario measures above all.</param>
/// <param name="Stages">In order.</param>
public sealed record ScenarioPlan(IReadOnlyList<Workload> Workloads, IReadOnlyList<Stage> Stages)
{
    /// <summary>Connections that may be open at the same time, which is as many descriptors.</summary>
    public int Connections => Workloads.Sum(workload => workload.Users);

    /// <summary>Whether it can be carried out only with a <see cref="LoadTarget.FleetPem"/>.</summary>
    public bool NeedsFleet => Workloads.Any(workload => workload.Fleet is not null);

    /// <summary>Users of one kind who iterate for as long as the runner wants.</summary>
    internal static ScenarioPlan Repeat(Workload workload) =>
        new([workload], [new Stage("load", StageKind.Repeat, workload)]);
}
