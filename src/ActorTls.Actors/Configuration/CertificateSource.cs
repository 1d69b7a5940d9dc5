using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary><c>certificates</c>.</summary>
/// <param name="Development">
/// Whether the setting is the word <c>development</c>; then <paramref name="Entries"/> is empty.
/// </param>
/// <param name="Entries">The first is the default.</param>
/// <param name="Origin">The place of the whole setting, or of the policy where it is absent.</param>
public sealed record CertificateSource(bool Development, ImmutableArray<CertificateSettings> Entries, SettingOrigin Origin);
