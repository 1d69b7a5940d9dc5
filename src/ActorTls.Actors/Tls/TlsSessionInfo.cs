namespace ActorTls.Tls;

/// <summary>What a handshake negotiated.</summary>
/// <param name="Version"><c>TLSv1.2</c> or <c>TLSv1.3</c>; empty while unknown.</param>
/// <param name="CipherSuite">IANA name; empty while unknown.</param>
/// <param name="ServerName">
/// The name the client asked for, or null. Untrusted text of the peer, as sent: what is no UTF-8 is <c>hex:</c> and its bytes, what
/// is longer than 255 bytes <c>sha256:</c> and its hash.
/// </param>
/// <param name="ApplicationProtocol">ALPN, or null.</param>
/// <param name="Resumed">Whether an earlier session was resumed.</param>
public readonly record struct TlsSessionInfo(
    string Version, string CipherSuite, string? ServerName, string? ApplicationProtocol, bool Resumed)
{
    /// <summary>
    /// What <c>certificate-profile = strict</c> would refuse in the peer's chain, which was let in; null for nothing, and for a
    /// resumed session, which shows no chain.
    /// </summary>
    public string? ProfileViolation { get; init; }
}
