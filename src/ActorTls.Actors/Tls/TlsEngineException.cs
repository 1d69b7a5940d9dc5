namespace ActorTls.Tls;

/// <summary>The TLS library refused something that is no peer's doing: a setting that it does not take, or memory that it did not get.</summary>
/// <param name="message">The library's function and reason.</param>
public abstract class TlsEngineException(string message) : Exception(message);
