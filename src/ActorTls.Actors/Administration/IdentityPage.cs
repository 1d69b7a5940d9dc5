using System.Collections.Immutable;

namespace ActorTls.Administration;

/// <summary>A part of the list of live identities, which is asked for page by page. Immutable and thread-safe.</summary>
/// <param name="AsOf">When it was asked for. The list went on changing while the event loops answered.</param>
/// <param name="Items">In the order of listeners, kinds and names.</param>
/// <param name="Next">What to ask for the next page with, as <c>after</c>; null after the last page.</param>
public sealed record IdentityPage(DateTimeOffset AsOf, ImmutableArray<LiveIdentity> Items, IdentityKey? Next);
