using ActorTls.Authentication;

namespace ActorTls.Administration;

/// <summary>What identities are told apart by. Certificates of different CAs with the same name are one identity here.</summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Name">The name that the peer is known by. Untrusted text of the peer.</param>
public readonly record struct IdentityKey(string Listener, PeerName Name);
