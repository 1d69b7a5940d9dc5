using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorTls.Load.Scenarios.Holding;

/// <summary>Of connections that are held open.</summary>
public sealed record IdleParameters
{
    /// <summary>How many are open in the end.</summary>
    [Description("connections that are open in the end"), Range(1, 1_000_000)]
    public int Connections { get; init; } = 2000;

    /// <summary>How many of them are opened first; from there on the cost of one is counted.</summary>
    [Description("connections that are opened first; the cost of one is counted from there on"), Range(1, 1_000_000)]
    public int First { get; init; } = 500;

    /// <summary>In how many further steps the others follow.</summary>
    [Description("further steps in which the others follow"), Range(1, 1000)]
    public int Steps { get; init; } = 3;

    /// <summary>How many each load thread opens at the same time.</summary>
    [Description("connections that each load thread opens at the same time"), Range(1, 1_000_000)]
    public int AtOnce { get; init; } = 64;

    /// <summary>How long nothing happens after each step, before memory is looked at.</summary>
    [Description("quiet time after each step, before memory is looked at")]
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);
}
