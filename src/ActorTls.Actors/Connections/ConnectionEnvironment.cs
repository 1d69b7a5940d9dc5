using ActorTls.EventLoops;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <summary>
/// What all connections of one listener on one event loop have in common, whatever is deployed meanwhile. Immutable; what it
/// refers to outlives them, and the acceptor too.
/// </summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Loop">The event loop that the connections belong to.</param>
/// <param name="Admission">Where each connection gives its slot back.</param>
/// <param name="Handshakes">Where a connection waits until it may begin its handshake.</param>
/// <param name="Versions">What new handshakes are begun with.</param>
/// <param name="Counters">The counters of this listener on this event loop.</param>
/// <param name="Metrics">The server's instruments.</param>
/// <param name="Logger">Takes the end of each connection.</param>
internal sealed record ConnectionEnvironment(
    string Listener,
    EventLoop Loop,
    AdmissionGate Admission,
    HandshakeQueue Handshakes,
    ListenerVersions Versions,
    AcceptorCounters Counters,
    ServerMetrics Metrics,
    ILogger Logger)
{
    /// <summary>The connections that are open.</summary>
    public ConnectionRegistry Registry { get; } = new();

    /// <summary>How connections on this event loop have ended, of other listeners too.</summary>
    public required Endings Endings { get; init; }

    /// <summary>Tells connections that are stopped with an actor above them why.</summary>
    public Supervision Supervision { get; } = new();
}
