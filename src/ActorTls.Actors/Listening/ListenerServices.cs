using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>What the listeners of a server share. None of it belongs to them.</summary>
/// <param name="EventLoops">The event loops that connections are distributed over.</param>
/// <param name="Metrics">The server's instruments.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Takes the server's events.</param>
internal sealed record ListenerServices(EventLoopGroup EventLoops, ServerMetrics Metrics, TimeProvider Time, ILogger Logger)
{
    /// <summary>The listeners there are.</summary>
    public LiveListeners Live { get; } = new();

    /// <summary>How connections have ended, by event loop. It outlives the listeners.</summary>
    public IReadOnlyList<Endings> Endings { get; } =
        [.. EventLoops.All.Select(_ => new Endings(Connections.Endings.MostOfServer / EventLoops.All.Count, Time))];
}
