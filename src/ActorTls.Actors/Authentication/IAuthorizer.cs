namespace ActorTls.Authentication;

/// <summary>
/// Decides whether an authenticated peer is admitted. It is asked before any application byte is read or written, on every full
/// handshake and every resumption. Anything but a clear yes (an exception, a timeout, a cancelled task) refuses the peer.
/// Must be thread-safe: all event loops call it.
/// </summary>
public interface IAuthorizer
{
    /// <summary>
    /// Decides. Called on an event loop, so it must return at once; a decision that needs waiting is returned as a task
    /// that completes later, on any thread.
    /// </summary>
    /// <param name="identity">The verified identity, or <see cref="PeerIdentity.Anonymous"/>.</param>
    /// <param name="cancellation">Cancelled when the decision is no longer wanted.</param>
    ValueTask<AuthorizationDecision> AuthorizeAsync(PeerIdentity identity, CancellationToken cancellation);
}
