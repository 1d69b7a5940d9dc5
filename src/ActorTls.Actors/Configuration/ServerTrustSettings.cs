using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary>Whom a client trusts.</summary>
/// <param name="ServerCa">PEM files; each certificate in them is a trust anchor.</param>
/// <param name="ServerCrl">Revocation lists; when there is any, each CA of a chain needs a valid one.</param>
/// <param name="Origin">The place of <paramref name="ServerCa"/>.</param>
public sealed record ServerTrustSettings(
    ImmutableArray<FileReference> ServerCa, ImmutableArray<FileReference> ServerCrl, SettingOrigin Origin);
