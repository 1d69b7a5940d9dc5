namespace ActorTls.Authentication;

/// <summary>The name that a peer is known by, in the log and at an upstream that its connection is forwarded to.</summary>
/// <param name="Kind">Where in the certificate it stands.</param>
/// <param name="Value">In full, as it stands there. The peer's own data.</param>
public readonly record struct PeerName(PeerNameKind Kind, string Value);
