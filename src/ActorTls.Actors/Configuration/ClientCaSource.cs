using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary><c>client-ca</c>.</summary>
/// <param name="Development">Whether the setting is the word <c>development</c>; then <paramref name="Files"/> is empty.</param>
/// <param name="Files">PEM files; each certificate in them is a trust anchor.</param>
/// <param name="Origin">The place of the whole setting, or of the policy where it is absent.</param>
public sealed record ClientCaSource(bool Development, ImmutableArray<FileReference> Files, SettingOrigin Origin);
