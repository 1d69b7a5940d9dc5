using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary><c>actor-tls.policies.NAME</c>: shapes only; names of suites and groups and all files are checked by TLS.</summary>
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
    /// <summary>Who uses it.</summary>
    public PolicyRole Role { get; init; }

    /// <summary><c>certificate-profile</c>: how much a peer's chain may differ from RFC 5280.</summary>
    public CertificateProfile CertificateProfile { get; init; }
}
