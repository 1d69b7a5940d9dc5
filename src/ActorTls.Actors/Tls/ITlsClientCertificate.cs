namespace ActorTls.Tls;

/// <summary>
/// A client certificate with its intermediates and key. The engine decodes it once, and channels take references: to show the
/// certificate on a further connection costs neither a context nor a decoding. Thread-safe. A disposed certificate lives on in
/// the channels that have it.
/// </summary>
public interface ITlsClientCertificate : IDisposable;
