namespace ActorTls.Configuration;

/// <summary><c>limits</c> of a listener, each over all of its event loops; 0 = no limit.</summary>
public sealed record LimitSettings(int MaxConnections, int MaxConnectionsPerAddress, int MaxHandshakes);
