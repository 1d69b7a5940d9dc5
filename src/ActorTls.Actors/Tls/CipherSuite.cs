using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>A cipher suite that may be used.</summary>
/// <param name="Id">The number in the IANA registry.</param>
/// <param name="Name">The IANA name.</param>
/// <param name="OpenSslName">The name in OpenSSL, which configurations may use too; the IANA name for TLS 1.3.</param>
/// <param name="Protocol">The one version that the suite belongs to.</param>
/// <param name="IsAead">Whether the suite encrypts and authenticates in one step (AEAD); otherwise it is CBC with an HMAC.</param>
public sealed record CipherSuite(ushort Id, string Name, string OpenSslName, TlsProtocols Protocol, bool IsAead);
