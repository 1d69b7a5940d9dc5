namespace ActorTls.Tls;

/// <summary>
/// The client side of a policy, loaded and found valid: what connections to servers are made with. Immutable and thread-safe. The form
/// is the engine's own.
/// </summary>
public abstract class TlsClientPolicy;
