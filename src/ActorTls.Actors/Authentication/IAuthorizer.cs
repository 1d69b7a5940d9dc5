namespace ActorTls.Authentication;

/// <summary>
/// Decides whether an authenticated peer is let in. Asked before any application byte is read or written, on every full
/// handshake and every resumption. Anything but a clear yes (an exception, a timeout, a cancelled task) is a no.
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

/// <summary>The outcome of an authorisation.</summary>
/// <param name="Admitted">Whether the peer may go on.</param>
/// <param name="Detail">For the log: which rule admitted, or why none did.</param>
public readonly record struct AuthorizationDecision(bool Admitted, string Detail)
{
    /// <summary>
    /// The name of the identity that the decision rests on: who the peer is from now on. Null leaves the choice to
    /// <see cref="PeerIdentity.Name"/>.
    /// </summary>
    public PeerName? Name { get; init; }
}
