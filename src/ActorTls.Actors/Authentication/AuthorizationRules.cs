using System.Collections.Immutable;
using System.Globalization;
using ActorTls.Configuration;

namespace ActorTls.Authentication;

/// <summary>
/// <c>authorization.allow</c> of a policy, ready to decide. Any rule admits whose fields are all met. Immutable and
/// thread-safe; a decision takes no waiting.
/// </summary>
internal sealed class AuthorizationRules : IAuthorizer
{
    private static readonly AuthorizationDecision AnyCertificate = new(true, "allow = any");
    private static readonly AuthorizationDecision WithoutCertificate = new(true, "anonymous");
    private static readonly AuthorizationDecision CertificateMissing = new(false, "no certificate");
    private static readonly AuthorizationDecision NoRule = new(false, "no rule matches");
    private static readonly AuthorizationDecision NoRuleAndUnusable = new(
        false, "no rule matches; the certificate has names with control characters or invalid encodings, which count for nothing");

    private readonly bool _admitsAnonymous;
    private readonly bool _admitsAnyCertificate;
    private readonly ImmutableArray<AuthorizationRule> _rules;

    private AuthorizationRules(
        bool admitsAnonymous, bool admitsAnyCertificate, ImmutableArray<AuthorizationRule> rules)
    {
        _admitsAnonymous = admitsAnonymous;
        _admitsAnyCertificate = admitsAnyCertificate;
        _rules = rules;
    }

    /// <summary>For connections that show no certificate by their nature, and that none could be asked for.</summary>
    public static AuthorizationRules AnonymousOnly { get; } = new(true, false, []);

    /// <summary>
    /// Makes the rules of a policy ready. Each value that no certificate could match, or that means something else than
    /// it seems to, is an error in <paramref name="report"/>; null when there was one.
    /// </summary>
    /// <param name="settings">The rules.</param>
    /// <param name="clientAuthentication">
    /// This alone decides about peers without a certificate: they come in unless one is required. No rule, nor
    /// <c>allow = any</c>, ever admits them.
    /// </param>
    /// <param name="report">Receives the errors.</param>
    public static AuthorizationRules? Compile(
        AuthorizationSettings settings, ClientAuthentication clientAuthentication, ConfigurationReport report)
    {
        var rules = ImmutableArray.CreateBuilder<AuthorizationRule>(settings.Rules.Length);
        var isValid = true;
        foreach (var rule in settings.Rules)
        {
            var number = rules.Count + 1;
            var compiled = AuthorizationRule.Compile(rule, number, report);
            isValid &= compiled is not null;
            rules.Add(compiled ?? AuthorizationRule.Never);
        }
        return isValid
            ? new AuthorizationRules(
                clientAuthentication != ClientAuthentication.Require, settings.AllowAny, rules.MoveToImmutable())
            : null;
    }

    /// <summary>Decides about an identity.</summary>
    public AuthorizationDecision Decide(PeerIdentity identity)
    {
        if (identity.IsAnonymous) return _admitsAnonymous ? WithoutCertificate : CertificateMissing;
        if (_admitsAnyCertificate) return AnyCertificate;
        foreach (var rule in _rules)
        {
            if (rule.Matches(identity, out var name)) return rule.Admission with { Name = name };
        }
        return identity.UnusableNames == 0 ? NoRule : NoRuleAndUnusable;
    }

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(PeerIdentity identity, CancellationToken cancellation) =>
        new(Decide(identity));
}

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

        // A rule without fields would be one that everybody meets.
        if (isValid && !report.HasErrorsUnder(settings.Origin.Path)) report.Error(settings.Origin, null, "has no field", "a rule with at least one field, or allow = any");
        return null;

        void Add(Located<string>? setting, Func<Located<string>, RuleField?> compile)
        {
            if (setting is not { } given) return;
            if (report.HasErrorsUnder(given.Origin.Path))
            {
                isValid = false; // told already
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
    /// <param name="identity">Whom it is about.</param>
    /// <param name="name">Of the names that met the fields the one to know the peer by; null where there were units alone.</param>
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
