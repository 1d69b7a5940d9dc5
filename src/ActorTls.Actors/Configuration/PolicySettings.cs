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

/// <summary>How much a peer's chain may differ from RFC 5280.</summary>
public enum CertificateProfile
{
    /// <summary>In what is common.</summary>
    Compatible,

    /// <summary>In nothing.</summary>
    Strict,
}

/// <summary>Which side of connections a policy is for.</summary>
public enum PolicyRole
{
    /// <summary>Listeners use it; services may use it too.</summary>
    Server,

    /// <summary>
    /// Services alone use it, for connections to others: it may have no certificates, and what it says about clients is ignored.
    /// </summary>
    Client,
}

/// <summary>Whom a client trusts.</summary>
/// <param name="ServerCa">PEM files; each certificate in them is a trust anchor.</param>
/// <param name="ServerCrl">Revocation lists; when there is any, each CA of a chain needs a valid one.</param>
/// <param name="Origin">The place of <paramref name="ServerCa"/>.</param>
public sealed record ServerTrustSettings(
    ImmutableArray<FileReference> ServerCa, ImmutableArray<FileReference> ServerCrl, SettingOrigin Origin);

/// <summary>The TLS versions that a policy allows. Older ones cannot be expressed.</summary>
[Flags]
public enum TlsProtocols { None = 0, Tls12 = 1, Tls13 = 2 }

/// <summary><c>cipher-suites</c>: a preset's name, or single names in IANA, OpenSSL or JSSE spelling.</summary>
/// <param name="Preset">A preset's name; null when <paramref name="Names"/> are given.</param>
/// <param name="Names">In order of preference; a separated string is already split.</param>
/// <param name="Origin">The place of the whole setting.</param>
public sealed record CipherSuiteSettings(string? Preset, ImmutableArray<Located<string>> Names, SettingOrigin Origin);

/// <summary><c>certificates</c>.</summary>
/// <param name="Development">
/// Whether the setting is the word <c>development</c>; then <paramref name="Entries"/> is empty.
/// </param>
/// <param name="Entries">The first is the default.</param>
/// <param name="Origin">The place of the whole setting, or of the policy where it is absent.</param>
public sealed record CertificateSource(bool Development, ImmutableArray<CertificateSettings> Entries, SettingOrigin Origin);

/// <summary>One entry of <c>certificates</c>.</summary>
/// <param name="PasswordFile">The first line is the password of the private key; null = it has none.</param>
/// <param name="ServerNames">Exact names and <c>*.</c> wildcards; empty = the certificate's DNS names count.</param>
/// <param name="Origin">The place of the entry.</param>
public abstract record CertificateSettings(
    FileReference? PasswordFile, ImmutableArray<Located<string>> ServerNames, SettingOrigin Origin);

/// <summary>An entry with <c>cert</c> and <c>key</c>.</summary>
/// <param name="Certificate">A PEM file: the certificate, then its intermediates.</param>
/// <param name="Key">A PEM file with the private key.</param>
/// <param name="PasswordFile">As in <see cref="CertificateSettings"/>.</param>
/// <param name="ServerNames">As in <see cref="CertificateSettings"/>.</param>
/// <param name="Origin">As in <see cref="CertificateSettings"/>.</param>
public sealed record PemCertificateSettings(
    FileReference Certificate, FileReference Key, FileReference? PasswordFile,
    ImmutableArray<Located<string>> ServerNames, SettingOrigin Origin)
    : CertificateSettings(PasswordFile, ServerNames, Origin);

/// <summary>An entry with <c>pkcs12</c>.</summary>
/// <param name="Bundle">A PKCS #12 file with the private key, its certificate and the intermediates.</param>
/// <param name="PasswordFile">As in <see cref="CertificateSettings"/>.</param>
/// <param name="ServerNames">As in <see cref="CertificateSettings"/>.</param>
/// <param name="Origin">As in <see cref="CertificateSettings"/>.</param>
public sealed record Pkcs12CertificateSettings(
    FileReference Bundle, FileReference? PasswordFile, ImmutableArray<Located<string>> ServerNames, SettingOrigin Origin)
    : CertificateSettings(PasswordFile, ServerNames, Origin);

/// <summary><c>client-ca</c>.</summary>
/// <param name="Development">Whether the setting is the word <c>development</c>; then <paramref name="Files"/> is empty.</param>
/// <param name="Files">PEM files; each certificate in them is a trust anchor.</param>
/// <param name="Origin">The place of the whole setting, or of the policy where it is absent.</param>
public sealed record ClientCaSource(bool Development, ImmutableArray<FileReference> Files, SettingOrigin Origin);

/// <summary>What a server name that no certificate entry has leads to.</summary>
public enum UnknownServerName { Default, Reject }

/// <summary>Whether a client must, may or need not show a certificate.</summary>
public enum ClientAuthentication { None, Request, Require }

/// <summary><c>authorization.allow</c>.</summary>
/// <param name="AllowAny">Whether it is the word <c>any</c>: every certificate that <c>client-ca</c> signs.</param>
/// <param name="Rules">
/// Any rule that matches admits; empty with <paramref name="AllowAny"/>, or when nobody is asked for a certificate.
/// </param>
/// <param name="Origin">The place of the setting, or of the policy where it is absent.</param>
public sealed record AuthorizationSettings(
    bool AllowAny, ImmutableArray<AuthorizationRuleSettings> Rules, SettingOrigin Origin);

/// <summary>One rule of <c>authorization.allow</c>: all fields that are there must match; at least one is there.</summary>
public sealed record AuthorizationRuleSettings(
    Located<string>? CommonName,
    Located<string>? OrganizationalUnit,
    Located<string>? Dns,
    Located<string>? Uri,
    Located<string>? Email,
    Located<string>? Ip,
    Located<string>? SpkiSha256,
    SettingOrigin Origin)
{
    /// <summary>The fields in a fixed order; null where there is none.</summary>
    internal IEnumerable<string?> Values =>
        new[] { CommonName, OrganizationalUnit, Dns, Uri, Email, Ip, SpkiSha256 }.Select(located => located?.Value);
}

/// <summary><c>session-tickets</c>.</summary>
public sealed record SessionTicketSettings(bool Enabled, TimeSpan Lifetime);
