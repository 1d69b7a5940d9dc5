using System.Globalization;

namespace ActorTls.Load.Scenarios.Holding;

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
