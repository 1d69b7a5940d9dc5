using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary>Reads <c>policies.NAME.authorization</c>: shapes only; patterns are compiled by the rules themselves.</summary>
internal static class AuthorizationReader
{
    private const string Key = "allow";
    private const string Accepted = "[{ common-name = \"alice\" }, …] or any";

    /// <param name="section">The section.</param>
    /// <param name="noEffect">Why clients are not asked for a certificate; null when they are.</param>
    public static AuthorizationSettings Read(SettingsSection section, string? noEffect)
    {
        var isAsked = noEffect is null;
        if (!section.Has(Key))
        {
            if (isAsked && !section.IsTemplate) section.Error(Key, "is missing: whom to let in has to be said", Accepted);
            return new AuthorizationSettings(false, [], section.OriginOf(Key));
        }
        var origin = section.OriginOf(Key);
        if (!isAsked && section.IsGivenHere(Key))
            section.Report.Warning(origin, null, noEffect!);
        if (section.PeekText(Key) is { } word)
        {
            if (word != "any") section.Error(Key, "is not a list of rules", Accepted);
            return new AuthorizationSettings(true, [], origin);
        }
        var rules = ReadRules(section, Key);
        if (rules.IsEmpty && isAsked && section.IsList(Key))
            section.Error(Key, "is empty: whom to let in has to be said", Accepted);
        return new AuthorizationSettings(false, rules, origin);
    }

    /// <summary>A list of rules under a key that is there.</summary>
    public static ImmutableArray<AuthorizationRuleSettings> ReadRules(SettingsSection section, string key) =>
        [.. section.GetSections(key).Select(ReadRule)];

    /// <summary>Reads one rule, from wherever it stands.</summary>
    public static AuthorizationRuleSettings ReadRule(SettingsSection entry)
    {
        var rule = ReadFields(entry);
        if (!entry.OwnKeys.Any() && !entry.IsTemplate)
        {
            entry.Report.Error(
                entry.Origin, null, "is a rule without a field",
                "one or more of common-name, organizational-unit, dns, uri, email, ip, spki-sha256");
        }
        return rule;
    }

    /// <summary>Reads the fields of a rule, of which there may be none.</summary>
    public static AuthorizationRuleSettings ReadFields(SettingsSection entry) => new(
        entry.GetOptionalText("common-name"),
        entry.GetOptionalText("organizational-unit"),
        entry.GetOptionalText("dns"),
        entry.GetOptionalText("uri"),
        entry.GetOptionalText("email"),
        entry.GetOptionalText("ip"),
        entry.GetOptionalText("spki-sha256"),
        entry.Origin);
}
