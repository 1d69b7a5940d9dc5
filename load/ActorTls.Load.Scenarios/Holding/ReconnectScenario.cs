using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace ActorTls.Load.Scenarios.Holding;

/// <summary>How clients drop their connections.</summary>
public enum DropBy
{
    /// <summary>A reset, as when the network or the process is gone.</summary>
    Reset,

    /// <summary>In good order, with <c>close_notify</c>.</summary>
    Close,
}

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

/// <summary>All clients connect at once, drop at once and come back at once, as after an outage.</summary>
public static class ReconnectScenario
{
    /// <summary>The scenario.</summary>
    public static Scenario<ReconnectParameters> Instance { get; } = new(
        "reconnect", "everyone connects at once, then everyone drops and comes back", Plan);

    private static ScenarioPlan Plan(ReconnectParameters parameters)
    {
        var clients = new Workload
        {
            Name = "clients",
            Operations = "connections",
            Users = parameters.Connections,
            CreateUser = loop => new HoldingUser(loop, parameters.Drop == DropBy.Reset),
        };
        var stages = new List<Stage> { new("connect", StageKind.Once, clients), Stay(0) };
        for (var round = 1; round <= parameters.Rounds; round++)
        {
            var number = round.ToString(CultureInfo.InvariantCulture);
            stages.Add(new Stage($"drop-{number}", StageKind.Leave, clients));
            stages.Add(new Stage($"return-{number}", StageKind.Once, clients));
            stages.Add(Stay(round));
        }
        return new ScenarioPlan([clients], stages);

        Stage Stay(int round) => new(string.Create(CultureInfo.InvariantCulture, $"stay-{round}"), StageKind.Rest)
        {
            Length = parameters.Stay,
            Connections = parameters.Connections,
        };
    }
}
