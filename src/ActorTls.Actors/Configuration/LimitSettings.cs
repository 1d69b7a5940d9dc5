namespace ActorTls.Configuration;

/// <summary><c>limits</c> of a listener, each over all of its event loops; 0 = no limit.</summary>
/// <param name="MaxConnections">Open connections.</param>
/// <param name="MaxConnectionsPerAddress">Open connections of one client address.</param>
/// <param name="MaxHandshakes">Handshakes at the same time.</param>
public sealed record LimitSettings(int MaxConnections, int MaxConnectionsPerAddress, int MaxHandshakes);
