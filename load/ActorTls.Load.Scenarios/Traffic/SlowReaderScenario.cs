namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>Live traffic alone, then beside clients that hardly read.</summary>
public static class SlowReaderScenario
{
    /// <summary>The scenario.</summary>
    public static Scenario<SlowReaderParameters> Instance { get; } = new(
        "slow-readers", "live traffic alone, then beside clients that send much and hardly read", Plan);

    private static ScenarioPlan Plan(SlowReaderParameters parameters)
    {
        var live = EchoScenarios.RoundTrips("live", parameters.LiveConnections, 64, parameters.LiveRate);
        var slow = new Workload
        {
            Name = "slow",
            Operations = "slow reads",
            Users = parameters.SlowConnections,
            CreateUser = loop => new SlowReaderUser(loop, parameters),
        };
        return new ScenarioPlan(
            [live, slow],
            [new Stage("quiet", StageKind.Repeat, live), new Stage("slow-readers", StageKind.Repeat, live, slow)]);
    }
}
