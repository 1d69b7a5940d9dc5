using System.Collections.Immutable;

namespace ActorTls.Configuration;

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
