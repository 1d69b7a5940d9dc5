using ActorTls.Load.Scenarios.Handshakes;

namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>Live traffic alone, then while a storm of handshakes goes on.</summary>
public static class MixedScenario
{
    /// <summary>The scenario.</summary>
    public static Scenario<MixedParameters> Instance { get; } = new(
        "mixed", "live traffic alone, then while a storm of handshakes goes on", Plan);

    private static ScenarioPlan Plan(MixedParameters parameters)
    {
        var live = EchoScenarios.RoundTrips("live", parameters.LiveConnections, 64, parameters.LiveRate);
        var storm = HandshakeScenarios.Storm(parameters.StormClients, HandshakeKind.Full, parameters.StormRate);
        return new ScenarioPlan(
            [live, storm],
            [new Stage("quiet", StageKind.Repeat, live), new Stage("storm", StageKind.Repeat, live, storm)]);
    }
}
