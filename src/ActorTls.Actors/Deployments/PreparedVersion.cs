using ActorTls.Connections;
using ActorTls.Listening;
using ActorTls.Tls;

namespace ActorTls.Deployments;

/// <summary>The version of a listener with all that it needs. Putting it in force cannot fail any more.</summary>
/// <param name="Version">What the listener offers to connections.</param>
/// <param name="Change">What becomes of the listener.</param>
/// <param name="Contexts">One for each event loop; <see cref="PreparedResources"/> keeps them until they are published.</param>
/// <param name="Socket">A share of another socket for the listener, kept likewise; null when it keeps its own.</param>
internal sealed record PreparedVersion(
    ListenerVersion Version, ListenerChange Change, IReadOnlyList<ITlsServerContext> Contexts, ListenSocket? Socket);
