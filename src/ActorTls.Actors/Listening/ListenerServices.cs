using ActorTls.EventLoops;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>What the listeners of a server share. None of it belongs to them.</summary>
/// <param name="EventLoops">The event loops that connections are distributed over.</param>
/// <param name="Metrics">The server's instruments.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Takes the server's events.</param>
internal sealed record ListenerServices(EventLoopGroup EventLoops, ServerMetrics Metrics, TimeProvider Time, ILogger Logger);
