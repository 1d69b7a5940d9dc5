using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>A cipher suite that may be used.</summary>
/// <param name="Id">Its number in the IANA registry.</param>
/// <param name="Name">Its IANA name.</param>
/// <param name="OpenSslName">Its name in OpenSSL; the IANA name for TLS 1.3.</param>
/// <param name="Protocol">The one version it belongs to.</param>
/// <param name="IsAead">Whether it encrypts and authenticates in one; otherwise it is CBC with an HMAC.</param>
public sealed record CipherSuite(ushort Id, string Name, string OpenSslName, TlsProtocols Protocol, bool IsAead);
