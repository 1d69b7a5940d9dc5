using ActorTls.Load.Scenarios.Handshakes;
using ActorTls.Load.Scenarios.Holding;
using ActorTls.Load.Scenarios.Traffic;

namespace ActorTls.Load.Scenarios;

/// <summary>Every scenario.</summary>
public static class ScenarioCatalogue
{
    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<IScenario> All { get; } =
    [
        HandshakeScenarios.Full, HandshakeScenarios.Mutual, HandshakeScenarios.Fleet, HandshakeScenarios.Resumed,
        EchoScenarios.Echo, EchoScenarios.Stream, EchoScenarios.Forward, EchoScenarios.ForwardStream,
        IdleScenario.Instance, ReconnectScenario.Instance,
        SlowReaderScenario.Instance, MixedScenario.Instance,
    ];

    /// <summary>The scenario of a name, or null.</summary>
    public static IScenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);
}
