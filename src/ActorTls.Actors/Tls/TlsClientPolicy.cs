namespace ActorTls.Tls;

/// <summary>
/// What connections to servers are made with, loaded and found valid. Immutable and thread-safe; how it is held is the
/// engine's own business.
/// </summary>
public abstract class TlsClientPolicy;
