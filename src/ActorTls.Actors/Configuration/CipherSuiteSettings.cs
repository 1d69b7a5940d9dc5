using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary><c>cipher-suites</c>: a preset's name, or single names in IANA, OpenSSL or JSSE spelling.</summary>
/// <param name="Preset">A preset's name; null when <paramref name="Names"/> are given.</param>
/// <param name="Names">In order of preference; a separated string is already split.</param>
/// <param name="Origin">The place of the whole setting.</param>
public sealed record CipherSuiteSettings(string? Preset, ImmutableArray<Located<string>> Names, SettingOrigin Origin);
