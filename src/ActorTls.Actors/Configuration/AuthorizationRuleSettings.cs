namespace ActorTls.Configuration;

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
