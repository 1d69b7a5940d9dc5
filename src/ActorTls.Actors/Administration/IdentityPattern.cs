using ActorTls.Authentication;
using ActorTls.Configuration;

namespace ActorTls.Administration;

/// <summary>One field of a rule, written as <c>kind=value</c>. Immutable and thread-safe.</summary>
internal sealed class IdentityPattern
{
    private const string Kinds = "cn=, ou=, dns=, uri=, email=, ip= or spki-sha256= and a name or pattern";

    private readonly RuleField _field;

    private IdentityPattern(string text, RuleField field) => (Text, _field) = (text, field);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a field. What a rule would refuse is refused here.</summary>
    /// <exception cref="FormatException">The message says why.</exception>
    public static IdentityPattern Parse(string text)
    {
        var equals = text.IndexOf('=');
        if (equals <= 0 || equals == text.Length - 1) throw new FormatException($"identity = {text}: is not a field of a rule; accepted: {Kinds}");

        var report = new ConfigurationReport();
        var value = new Located<string>(text[(equals + 1)..], new SettingOrigin("", 0, 0, ""));
        var field = text[..equals] switch
        {
            "cn" or "common-name" => RuleField.Text("common-name", PeerNameKind.CommonName, value, peer => peer.CommonNames, report),
            "ou" or "organizational-unit" =>
                RuleField.Text("organizational-unit", PeerNameKind.OrganizationalUnit, value, peer => peer.OrganizationalUnits, report),
            "dns" => RuleField.Dns(value, report),
            "uri" => RuleField.Uri(value, report),
            "email" => RuleField.Email(value, report),
            "ip" => RuleField.Ip(value, report),
            "spki-sha256" => RuleField.SpkiSha256(value, report),
            _ => null,
        };
        if (field is not null) return new IdentityPattern(text, field);
        var (problem, accepted) = report.Errors is [var error, ..] ? (error.Problem, error.Accepted) : ("is not a field of a rule", Kinds);
        throw new FormatException($"identity = {text}: {problem}; accepted: {accepted}");
    }

    /// <summary>Whether a name of the certificate meets the field.</summary>
    public bool Matches(PeerIdentity identity) => _field.Match(identity) is not null;
}
