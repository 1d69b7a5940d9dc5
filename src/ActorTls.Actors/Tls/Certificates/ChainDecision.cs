namespace ActorTls.Tls.Certificates;

/// <summary>What came of the examination of a chain that the library has verified.</summary>
/// <param name="Refusal">Why the peer is refused; null when it is not.</param>
/// <param name="ProfileViolation">What the strict profile would refuse in a chain that is let in; null for nothing.</param>
internal readonly record struct ChainDecision(string? Refusal, string? ProfileViolation);
