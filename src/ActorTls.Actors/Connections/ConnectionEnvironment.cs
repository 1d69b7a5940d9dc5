using ActorTls.Configuration;
using ActorTls.EventLoop;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <summary>What all connections of one worker of one listener have in common. Immutable; what it refers to outlives them.</summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Worker">The event loop that the connections belong to.</param>
/// <param name="Timeouts">How long anything may take.</param>
/// <param name="Admission">Where each connection gives its slot back.</param>
/// <param name="Handshakes">Where a connection waits until it may begin its handshake.</param>
/// <param name="Policy">The policy that new handshakes use.</param>
/// <param name="Sessions">Makes the data phase of a connection.</param>
/// <param name="Counters">This worker's counters.</param>
/// <param name="Metrics">The server's instruments.</param>
/// <param name="Logger">Takes the end of each connection.</param>
internal sealed record ConnectionEnvironment(
    string Listener,
    IoWorker Worker,
    TimeoutSettings Timeouts,
    AdmissionGate Admission,
    HandshakeQueue Handshakes,
    PolicyInForce Policy,
    ISessionFactory Sessions,
    WorkerCounters Counters,
    ServerMetrics Metrics,
    ILogger Logger)
{
    /// <summary>Whose PROXY protocol headers count; null where connections begin without one.</summary>
    public TrustedProxies? Proxies { get; init; }

    /// <summary>Tells connections that are stopped with their worker why.</summary>
    public WorkerFate Fate { get; } = new();
}

/// <summary>Whether the worker of these connections is being restarted after a fault. Belongs to the event loop.</summary>
internal sealed class WorkerFate
{
    public bool HasFailed { get; set; }
}
