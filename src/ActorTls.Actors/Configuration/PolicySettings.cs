using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary><c>actor-tls.policies.NAME</c>, as parsed: the TLS engine checks the names of suites and groups, and all files.</summary>
/// <param name="Name">NAME.</param>
/// <param name="Origin">The policy's own place.</param>
/// <param name="Protocols">The TLS versions that are allowed.</param>
/// <param name="CipherSuites">The cipher suites that are allowed.</param>
/// <param name="Groups">The key exchange groups, in order of preference.</param>
/// <param name="Certificates">The policy's own certificates and keys.</param>
/// <param name="UnknownServerName">The answer to a server name that no certificate has.</param>
/// <param name="ClientAuthentication">Whether clients show a certificate.</param>
/// <param name="ClientCa">The CAs that must have issued the clients' certificates.</param>
/// <param name="ClientCrl">Revocation lists; with any, each CA of a chain needs a valid one.</param>
/// <param name="Authorization">The rules that admit clients.</param>
/// <param name="Alpn">The application protocols, in order of preference; empty = none is negotiated.</param>
/// <param name="SessionTickets">Whether and how long sessions can be resumed.</param>
public sealed record PolicySettings(
    string Name,
    SettingOrigin Origin,
    Located<TlsProtocols> Protocols,
    CipherSuiteSettings CipherSuites,
    ImmutableArray<Located<string>> Groups,
    CertificateSource Certificates,
    UnknownServerName UnknownServerName,
    ClientAuthentication ClientAuthentication,
    ClientCaSource ClientCa,
    ImmutableArray<FileReference> ClientCrl,
    AuthorizationSettings Authorization,
    ImmutableArray<Located<string>> Alpn,
    SessionTicketSettings SessionTickets)
{
    /// <summary>The side of connections that the policy is for.</summary>
    public PolicyRole Role { get; init; }

    /// <summary><c>certificate-profile</c>: how much a peer's chain may differ from RFC 5280.</summary>
    public CertificateProfile CertificateProfile { get; init; }
}
