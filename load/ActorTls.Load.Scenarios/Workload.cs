namespace ActorTls.Load.Scenarios;

/// <summary>A kind of virtual user, and how many there are of it.</summary>
public sealed record Workload
{
    /// <summary>One word, unique among the workloads of a scenario.</summary>
    public required string Name { get; init; }

    /// <summary>What one iteration is, in the plural, such as <c>round trips</c>.</summary>
    public required string Operations { get; init; }

    /// <summary>How many users there are.</summary>
    public required int Users { get; init; }

    /// <summary>Iterations a second over all users, at even intervals; null = each user begins the next when one ended.</summary>
    public double? Rate { get; init; }

    /// <summary>The turns of a fleet, when each operation is by another client of the fleet; else null.</summary>
    public FleetTurns? Fleet { get; init; }

    /// <summary>Makes a user; called on the loop's thread, and needs no network.</summary>
    public required Func<LoadLoop, VirtualUser> CreateUser { get; init; }
}
