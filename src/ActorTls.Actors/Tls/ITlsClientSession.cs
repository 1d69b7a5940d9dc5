namespace ActorTls.Tls;

/// <summary>
/// A session that a server gave a ticket for. A later connection of the same client context may resume it; with TLS 1.3 one
/// connection may, since a client uses a ticket once (RFC 8446 appendix C.4). Whoever took the session disposes of it.
/// </summary>
public interface ITlsClientSession : IDisposable;
