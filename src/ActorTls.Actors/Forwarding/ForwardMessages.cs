using ActorTls.Connecting;
using Akka.Event;

namespace ActorTls.Forwarding;

/// <summary>The upstream's socket has become ready. One object for each socket, under way once at the most.</summary>
internal sealed record UpstreamReady(UpstreamLink Link) : IDeadLetterSuppression;

/// <summary>
/// A turn used up its budget, and there is more inside the upstream's channel. One object for each socket, under way once at the
/// most.
/// </summary>
internal sealed record ContinueWithUpstream(UpstreamLink Link) : IDeadLetterSuppression;

/// <summary>The answer to a question for the addresses of a host name.</summary>
/// <param name="Upstream">Whose name it is.</param>
/// <param name="Targets">The addresses; null on failure.</param>
/// <param name="Failure">Why there are none.</param>
internal sealed record AddressesKnown(Upstream Upstream, SocketTarget[]? Targets, string? Failure) : IDeadLetterSuppression;
