namespace ActorTls.Tls.Policies;

/// <summary>What came of a handshake with a made-up client.</summary>
/// <param name="Server">Why the server's side failed; null when it did not.</param>
/// <param name="Client">Why the client's side failed; null when it did not.</param>
/// <param name="Refusal">Why a client that verifies certificates would refuse this one, in the library's words; null when it would not.</param>
internal readonly record struct TrialOutcome(TlsFailure? Server, TlsFailure? Client, string? Refusal);
