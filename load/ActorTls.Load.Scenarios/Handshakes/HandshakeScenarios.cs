namespace ActorTls.Load.Scenarios.Handshakes;

/// <summary>Storms of handshakes: every iteration is a new connection, one byte there and back, and an orderly close.</summary>
public static class HandshakeScenarios
{
    /// <summary>Full handshakes, with a client certificate where the server asks for one.</summary>
    public static Scenario<HandshakeParameters> Full { get; } = new(
        "handshake-full", "full handshakes: connect, one byte there and back, orderly close",
        parameters => Plan(parameters, HandshakeKind.Full));

    /// <summary>As <see cref="Full"/>; before that each client makes sure that the server admits no client without a certificate.</summary>
    public static Scenario<HandshakeParameters> Mutual { get; } = new(
        "handshake-mutual", "full handshakes with a client certificate, with a server that refuses clients without one",
        parameters => Plan(parameters, HandshakeKind.Mutual));

    /// <summary>Resumed handshakes; one that is not resumed is a failure.</summary>
    public static Scenario<HandshakeParameters> Resumed { get; } = new(
        "handshake-resumed", "handshakes that resume the client's last session; one that does not is a failure",
        parameters => Plan(parameters, HandshakeKind.Resumed));

    /// <summary>As <see cref="Mutual"/>, each by another client: none comes again before all others of the fleet have come.</summary>
    public static Scenario<FleetHandshakeParameters> Fleet { get; } = new(
        "handshake-fleet", "as handshake-mutual, each with the certificate of another client of a fleet",
        parameters => ScenarioPlan.Repeat(OfFleet(parameters.Clients, new FleetTurns(parameters.First))));

    internal static Workload Storm(int clients, HandshakeKind kind, double? rate = null) => new()
    {
        Name = "handshakes",
        Operations = "handshakes",
        Users = clients,
        Rate = rate,
        CreateUser = loop => new HandshakeUser(loop, kind),
    };

    private static Workload OfFleet(int clients, FleetTurns turns) => Storm(clients, HandshakeKind.Mutual) with
    {
        Fleet = turns,
        CreateUser = loop => new HandshakeUser(loop, HandshakeKind.Mutual, turns),
    };

    private static ScenarioPlan Plan(HandshakeParameters parameters, HandshakeKind kind) =>
        ScenarioPlan.Repeat(Storm(parameters.Clients, kind));
}
