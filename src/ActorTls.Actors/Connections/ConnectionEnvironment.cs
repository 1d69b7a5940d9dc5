using ActorTls.EventLoop;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <summary>
/// What all connections of one worker of one listener have in common, whatever is deployed meanwhile. Immutable; what it
/// refers to outlives them, and the worker's actor too.
/// </summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Worker">The event loop that the connections belong to.</param>
/// <param name="Admission">Where each connection gives its slot back.</param>
/// <param name="Handshakes">Where a connection waits until it may begin its handshake.</param>
/// <param name="Terms">The terms of new handshakes.</param>
/// <param name="Counters">This worker's counters.</param>
/// <param name="Metrics">The server's instruments.</param>
/// <param name="Logger">Takes the end of each connection.</param>
internal sealed record ConnectionEnvironment(
    string Listener,
    IoWorker Worker,
    AdmissionGate Admission,
    HandshakeQueue Handshakes,
    TermsInForce Terms,
    WorkerCounters Counters,
    ServerMetrics Metrics,
    ILogger Logger)
{
    /// <summary>Tells connections that are stopped with their worker why.</summary>
    public WorkerFate Fate { get; } = new();
}

/// <summary>Whether the worker of these connections is being restarted after a fault. Belongs to the event loop.</summary>
internal sealed class WorkerFate
{
    public bool HasFailed { get; set; }
}
