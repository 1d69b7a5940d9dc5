using ActorTls.Sessions;
using ActorTls.Telemetry;

namespace ActorTls.Connections;

/// <summary>The counters of connections by the types that they are counted by. Belongs to the acceptor's event loop.</summary>
internal static class ConnectionCounters
{
    /// <summary>Connections now in a phase.</summary>
    public static ref long Connections(this AcceptorCounters counters, ConnectionPhase phase) => ref counters.Connections((int)phase);

    /// <summary>Ended connections by reason and the phase they ended in.</summary>
    public static ref long Closes(this AcceptorCounters counters, CloseReason reason, ConnectionPhase phase) =>
        ref counters.Closes((int)reason, (int)phase);
}
