using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary>An entry with <c>pkcs12</c>.</summary>
/// <param name="Bundle">A PKCS #12 file with the private key, its certificate and the intermediates.</param>
/// <param name="PasswordFile">As in <see cref="CertificateSettings"/>.</param>
/// <param name="ServerNames">As in <see cref="CertificateSettings"/>.</param>
/// <param name="Origin">As in <see cref="CertificateSettings"/>.</param>
public sealed record Pkcs12CertificateSettings(
    FileReference Bundle, FileReference? PasswordFile, ImmutableArray<Located<string>> ServerNames, SettingOrigin Origin)
    : CertificateSettings(PasswordFile, ServerNames, Origin);
