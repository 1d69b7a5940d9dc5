using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorTls.Load.Scenarios.Holding;

/// <summary>Of a storm of reconnections.</summary>
public sealed record ReconnectParameters
{
    /// <summary>How many clients there are.</summary>
    [Description("clients that come at the same moment"), Range(1, 1_000_000)]
    public int Connections { get; init; } = 1000;

    /// <summary>How often all drop and come back.</summary>
    [Description("how often all drop and come back"), Range(1, 1000)]
    public int Rounds { get; init; } = 2;

    /// <summary>How long they stay.</summary>
    [Description("how long they stay connected")]
    public TimeSpan Stay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How they drop their connections.</summary>
    [Description("how they drop: reset or close")]
    public DropBy Drop { get; init; } = DropBy.Reset;
}
