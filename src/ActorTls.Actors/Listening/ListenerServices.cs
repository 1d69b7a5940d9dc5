using ActorTls.EventLoops;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>What listeners of a server share.</summary>
internal sealed record ListenerServices(EventLoopGroup EventLoops, ServerMetrics Metrics, TimeProvider Time, ILogger Logger);
