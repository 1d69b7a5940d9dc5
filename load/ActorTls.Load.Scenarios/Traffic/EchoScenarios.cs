namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>Traffic on connections that stay open, with a service that sends back what it gets.</summary>
public static class EchoScenarios
{
    /// <summary>Round trips of short messages.</summary>
    public static Scenario<EchoParameters> Echo { get; } = new(
        "echo", "round trips of short messages on open connections", Messages);

    /// <summary>Blocks that go there and back, both directions at once.</summary>
    public static Scenario<StreamParameters> Stream { get; } = new(
        "stream", "large blocks there and back, both directions at once", Blocks);

    /// <summary>As <see cref="Echo"/>, for a listener that forwards to an echo server.</summary>
    public static Scenario<EchoParameters> Forward { get; } = new(
        "forward", "as echo, through a listener that forwards to an echo server", Messages);

    /// <summary>As <see cref="Stream"/>, for a listener that forwards to an echo server.</summary>
    public static Scenario<StreamParameters> ForwardStream { get; } = new(
        "forward-stream", "as stream, through a listener that forwards to an echo server", Blocks);

    internal static Workload RoundTrips(string name, int connections, int messageSize, double? rate = null) => new()
    {
        Name = name,
        Operations = "round trips",
        Users = connections,
        Rate = rate,
        CreateUser = loop => new EchoUser(loop, messageSize),
    };

    private static ScenarioPlan Messages(EchoParameters parameters) =>
        ScenarioPlan.Repeat(RoundTrips("echo", parameters.Connections, parameters.MessageSize));

    private static ScenarioPlan Blocks(StreamParameters parameters) => ScenarioPlan.Repeat(
        RoundTrips("stream", parameters.Connections, parameters.BlockSize) with { Operations = "blocks" });
}
