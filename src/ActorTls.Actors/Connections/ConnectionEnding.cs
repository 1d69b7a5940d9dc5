using ActorTls.Sessions;

namespace ActorTls.Connections;

/// <summary>How a connection has ended. Immutable and thread-safe.</summary>
/// <param name="Number">Unique within the process. It grows from one ending of an event loop to the next.</param>
/// <param name="Connection">What there was to tell of the connection at its end.</param>
/// <param name="ClosedAt">When it was closed, by the wall clock.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Detail">More of the reason, or null. It may have untrusted text of the peer in it.</param>
public sealed record ConnectionEnding(
    long Number, ConnectionSnapshot Connection, DateTimeOffset ClosedAt, CloseReason Reason, string? Detail);
