using ActorTls.Sessions;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <summary>What a built-in service may use of its connection besides.</summary>
internal interface IEventLoopConnection : IConnection
{
    /// <summary>The server's instruments.</summary>
    ServerMetrics Metrics { get; }

    /// <summary>Takes the service's events.</summary>
    ILogger Logger { get; }
}
