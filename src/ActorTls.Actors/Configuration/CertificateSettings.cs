using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary>One entry of <c>certificates</c>.</summary>
/// <param name="PasswordFile">The first line is the password of the private key; null = it has none.</param>
/// <param name="ServerNames">Exact names and <c>*.</c> wildcards; empty = the certificate's DNS names count.</param>
/// <param name="Origin">The place of the entry.</param>
public abstract record CertificateSettings(
    FileReference? PasswordFile, ImmutableArray<Located<string>> ServerNames, SettingOrigin Origin);
