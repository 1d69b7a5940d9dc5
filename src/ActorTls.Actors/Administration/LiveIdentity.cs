namespace ActorTls.Administration;

/// <summary>Who is connected, and how often. Immutable and thread-safe.</summary>
/// <param name="Key">Who, and on which listener.</param>
/// <param name="Connections">How many of the listener's established connections are theirs.</param>
/// <param name="Since">When the first of these was accepted.</param>
/// <param name="NotAfter">The earliest end of the certificates that these were established with.</param>
public sealed record LiveIdentity(IdentityKey Key, int Connections, DateTimeOffset Since, DateTimeOffset NotAfter);
