namespace ActorTls.Authentication;

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
