namespace ActorTls.Forwarding;

/// <summary><c>health.passive</c>.</summary>
/// <param name="Failures">So many failures to connect, one after the other, mark an upstream down.</param>
/// <param name="RetryAfter">Then it is tried again.</param>
internal sealed record PassiveHealthSettings(int Failures, TimeSpan RetryAfter);
