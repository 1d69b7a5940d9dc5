namespace ActorTls.Configuration;

/// <summary><c>session-tickets</c>.</summary>
public sealed record SessionTicketSettings(bool Enabled, TimeSpan Lifetime);
