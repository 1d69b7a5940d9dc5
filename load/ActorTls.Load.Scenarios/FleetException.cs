namespace ActorTls.Load.Scenarios;

/// <summary>A fleet is not what it should be; the message says which of its clients is not, and why.</summary>
public sealed class FleetException(string message) : ArgumentException(message);
