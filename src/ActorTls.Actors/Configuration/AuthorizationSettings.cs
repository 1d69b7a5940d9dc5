using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary><c>authorization.allow</c>.</summary>
/// <param name="AllowAny">Whether it is the word <c>any</c>: every certificate that <c>client-ca</c> signs.</param>
/// <param name="Rules">
/// Any rule that matches admits; empty with <paramref name="AllowAny"/>, or when clients are not asked for a certificate.
/// </param>
/// <param name="Origin">The place of the setting, or of the policy where it is absent.</param>
public sealed record AuthorizationSettings(
    bool AllowAny, ImmutableArray<AuthorizationRuleSettings> Rules, SettingOrigin Origin);
