namespace ActorTls.Configuration;

/// <summary>One rule of <c>authorization.allow</c>: all fields that are not null must match; at least one is not null.</summary>
/// <param name="CommonName">A common name of the subject, as text or a pattern with <c>*</c>.</param>
/// <param name="OrganizationalUnit">An organizational unit of the subject, likewise.</param>
/// <param name="Dns">A DNS name of the subject alternative name, likewise.</param>
/// <param name="Uri">A URI of the subject alternative name, likewise.</param>
/// <param name="Email">An e-mail address of the subject alternative name.</param>
/// <param name="Ip">An IP address of the subject alternative name, or a range.</param>
/// <param name="SpkiSha256">The SHA-256 of the SubjectPublicKeyInfo, in base64 or hexadecimal.</param>
/// <param name="Origin">The place of the rule.</param>
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
    /// <summary>The fields in a fixed order; null for a field that the rule does not have.</summary>
    internal IEnumerable<string?> Values =>
        new[] { CommonName, OrganizationalUnit, Dns, Uri, Email, Ip, SpkiSha256 }.Select(located => located?.Value);
}
