using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Authentication;

/// <summary>
/// The compiled rules of <c>authorization.allow</c>. A rule admits a peer that meets all of its fields. Immutable and thread-safe; a
/// decision never waits.
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
    /// Compiles the rules of a policy. Each value that no certificate could match, or that means something else than it seems to, is an
    /// error in <paramref name="report"/>; null when there was one.
    /// </summary>
    /// <param name="settings">The rules.</param>
    /// <param name="clientAuthentication">
    /// Decides alone about peers without a certificate: they are admitted unless a certificate is required. No rule, and not
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
