using ActorTls.Sessions;

namespace ActorTls.Connections;

/// <summary>How many connections failed in one way before they were established. Immutable and thread-safe.</summary>
/// <param name="Reason">Why they ended; null where reasons are not told apart.</param>
/// <param name="Detail">More of the reason; null where there is none, and where details are not told apart.</param>
/// <param name="Source">Their address, of IPv6 the network of 64 bits; null where sources are not told apart.</param>
/// <param name="IsRemainder">
/// Whether these are the rest: details and sources are bounded, and those that were not met for longest are told apart no more.
/// </param>
/// <param name="Count">How many.</param>
/// <param name="Last">The last of them.</param>
public sealed record FailureGroup(CloseReason? Reason, string? Detail, string? Source, bool IsRemainder, long Count, ConnectionEnding Last);
