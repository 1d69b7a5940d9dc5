using System.Collections.Immutable;
using System.Globalization;
using ActorTls.Configuration;

namespace ActorTls.Authentication;

/// <summary>One rule: it matches when every one of its fields is met.</summary>
internal sealed class AuthorizationRule
{
    private readonly ImmutableArray<RuleField> _fields;

    private AuthorizationRule(int number, ImmutableArray<RuleField> fields)
    {
        _fields = fields;
        var text = string.Create(CultureInfo.InvariantCulture, $"rule {number} ({string.Join(", ", fields)})");
        Admission = new AuthorizationDecision(true, text);
    }

    /// <summary>A rule that no identity matches; stands for one that is not valid.</summary>
    public static AuthorizationRule Never { get; } = new(0, []);

    /// <summary>The decision that it leads to, but for the name.</summary>
    public AuthorizationDecision Admission { get; }

    /// <summary>Null when it is not valid; why is in the report then.</summary>
    public static AuthorizationRule? Compile(
        AuthorizationRuleSettings settings, int number, ConfigurationReport report)
    {
        var fields = ImmutableArray.CreateBuilder<RuleField>();
        var isValid = true;
        Add(settings.CommonName, setting => RuleField.Text("common-name", PeerNameKind.CommonName, setting, peer => peer.CommonNames, report));
        Add(settings.OrganizationalUnit, setting =>
            RuleField.Text(
                "organizational-unit", PeerNameKind.OrganizationalUnit, setting, peer => peer.OrganizationalUnits, report));
        Add(settings.Dns, setting => RuleField.Dns(setting, report));
        Add(settings.Uri, setting => RuleField.Uri(setting, report));
        Add(settings.Email, setting => RuleField.Email(setting, report));
        Add(settings.Ip, setting => RuleField.Ip(setting, report));
        Add(settings.SpkiSha256, setting => RuleField.SpkiSha256(setting, report));
        if (isValid && fields.Count > 0) return new AuthorizationRule(number, fields.ToImmutable());

        // Every peer would meet a rule without fields.
        if (isValid && !report.HasErrorsUnder(settings.Origin.Path)) report.Error(settings.Origin, null, "has no field", "a rule with at least one field, or allow = any");
        return null;

        void Add(Located<string>? setting, Func<Located<string>, RuleField?> compile)
        {
            if (setting is not { } given) return;
            if (report.HasErrorsUnder(given.Origin.Path))
            {
                isValid = false;   // The report has it already.
                return;
            }
            if (given.Value.Length == 0) report.Error(given.Origin, "\"\"", "is empty", "a name or a pattern");
            var field = given.Value.Length == 0 ? null : compile(given);
            if (field is null) isValid = false;
            else fields.Add(field);
        }
    }

    /// <summary>Whether every field is met, and there is one.</summary>
    public bool Matches(PeerIdentity identity) => Matches(identity, out _);

    /// <summary>Whether every field is met, and there is one.</summary>
    /// <param name="identity">The peer's identity.</param>
    /// <param name="name">
    /// The name to know the peer by: of the names that met the fields, the one whose <see cref="PeerNameKind"/> comes first. Null when
    /// only organizational units met fields.
    /// </param>
    public bool Matches(PeerIdentity identity, out PeerName? name)
    {
        name = null;
        foreach (var field in _fields)
        {
            if (field.Match(identity) is not { } match) return false;
            if (match.Kind != PeerNameKind.OrganizationalUnit && (name is not { } other || match.Kind < other.Kind)) name = match;
        }
        return _fields.Length > 0;
    }
}
