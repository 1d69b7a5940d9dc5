namespace ActorTls.Configuration;

/// <summary><c>session-tickets</c>.</summary>
/// <param name="Enabled">Whether sessions can be resumed.</param>
/// <param name="Lifetime">How long a ticket is accepted.</param>
public sealed record SessionTicketSettings(bool Enabled, TimeSpan Lifetime);
