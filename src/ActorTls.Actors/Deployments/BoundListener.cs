namespace ActorTls.Deployments;

/// <summary>A listener that accepts connections.</summary>
/// <param name="Name">The listener's name.</param>
/// <param name="Address">What it is bound to, with the real port.</param>
/// <param name="Policy">The policy's name; empty without TLS.</param>
/// <param name="Service">The service's name.</param>
public sealed record BoundListener(string Name, string Address, string Policy, string Service);
