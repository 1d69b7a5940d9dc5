namespace ActorTls.Configuration;

/// <summary>The TLS versions that a policy allows. Older ones cannot be expressed.</summary>
[Flags]
public enum TlsProtocols { None = 0, Tls12 = 1, Tls13 = 2 }
