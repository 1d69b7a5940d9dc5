using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Authentication;

/// <summary>One field of a rule. It is met when one of the certificate's names of its kind matches.</summary>
/// <param name="text">As the operator wrote it: <c>dns=*.svc.example</c>.</param>
/// <param name="kind">Which names it looks at.</param>
/// <param name="match">The first such name of an identity, or null.</param>
internal sealed class RuleField(string text, PeerNameKind kind, Func<PeerIdentity, string?> match)
{
    private const string StarForLabel = "an exact name, or one with * for whole labels, such as *.svc.example";
    private const string AcceptedUri = "such as spiffe://example.org/ns/*/sa/**: * is one segment of the path, ** at its end one or more";

    /// <inheritdoc/>
    public override string ToString() => text;

    /// <summary>The name by which the identity meets this field; null when it does not.</summary>
    public PeerName? Match(PeerIdentity identity) => match(identity) is { } value ? new PeerName(kind, value) : null;

    /// <summary>
    /// <c>common-name</c> and <c>organizational-unit</c>: the very text; with a star the labels of it. Case counts in
    /// either, since these names are not host names.
    /// </summary>
    public static RuleField? Text(
        string name, PeerNameKind kind, Located<string> setting, Func<PeerIdentity, ImmutableArray<string>> names,
        ConfigurationReport report)
    {
        var wanted = setting.Value;
        if (wanted.Any(char.IsControl)) return Refuse("has a control character, which never matches", "a printable name");
        if (!wanted.Contains('*')) return new RuleField($"{name}={wanted}", kind, identity => First(names(identity), wanted));
        return LabelPattern.TryParse(wanted, StringComparison.Ordinal, out var pattern, out var problem)
            ? new RuleField($"{name}={wanted}", kind, identity => First(names(identity), pattern))
            : Refuse(problem, StarForLabel);

        RuleField? Refuse(string what, string accepted)
        {
            report.Error(setting.Origin, wanted, what, accepted);
            return null;
        }
    }

    /// <summary><c>dns</c>: labels, without regard to case. The common name is not looked at, ever.</summary>
    public static RuleField? Dns(Located<string> setting, ConfigurationReport report)
    {
        if (LabelPattern.TryParse(setting.Value, StringComparison.OrdinalIgnoreCase, out var pattern, out var problem))
        {
            return new RuleField($"dns={setting.Value}", PeerNameKind.Dns, identity => First(identity.DnsNames, pattern));
        }
        report.Error(setting.Origin, setting.Value, problem, StarForLabel);
        return null;
    }

    /// <summary><c>uri</c>: see <see cref="UriPattern"/>.</summary>
    public static RuleField? Uri(Located<string> setting, ConfigurationReport report)
    {
        if (UriPattern.TryParse(setting.Value, out var pattern, out var problem))
        {
            return new RuleField($"uri={setting.Value}", PeerNameKind.Uri, identity => First(identity.Uris, pattern));
        }
        report.Error(setting.Origin, setting.Value, problem, AcceptedUri);
        return null;
    }

    /// <summary><c>email</c>: the local part as it is, the domain without regard to case.</summary>
    public static RuleField? Email(Located<string> setting, ConfigurationReport report)
    {
        var wanted = setting.Value;
        var at = wanted.IndexOf('@');
        var isAddress = at > 0 && wanted.AsSpan(at + 1).IndexOf('@') < 0 && !wanted.AsSpan().ContainsAnyExceptInRange('!', '~');
        if (isAddress && !wanted.Contains('*') && wanted[(at + 1)..].Split('.').All(label => LabelPattern.IsLabel(label)))
        {
            return new RuleField($"email={wanted}", PeerNameKind.Email, identity => FirstEmail(identity.EmailAddresses, wanted, at));
        }
        report.Error(setting.Origin, wanted, isAddress && wanted.Contains('*') ? "has a *, which an e-mail address may not" : "is not an e-mail address", "such as alice@example.org");
        return null;
    }

    /// <summary><c>ip</c>: see <see cref="AddressPattern"/>.</summary>
    public static RuleField? Ip(Located<string> setting, ConfigurationReport report)
    {
        if (AddressPattern.TryParseForCertificates(setting.Value, out var pattern, out var problem))
        {
            return new RuleField($"ip={setting.Value}", PeerNameKind.Ip, identity => FirstAddress(identity, pattern));
        }
        report.Error(setting.Origin, setting.Value, problem, "such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32");
        return null;
    }

    /// <summary><c>spki-sha256</c>: the SHA-256 of the certificate's SubjectPublicKeyInfo, see <see cref="SpkiHash"/>.</summary>
    public static RuleField? SpkiSha256(Located<string> setting, ConfigurationReport report)
    {
        if (SpkiHash.TryParse(setting.Value) is { } hash)
        {
            var name = SpkiHash.Format(hash);
            return new RuleField($"spki-sha256={setting.Value}", PeerNameKind.SpkiSha256, identity =>
                identity.SpkiSha256.Span.SequenceEqual(hash) ? name : null);
        }
        report.Error(setting.Origin, setting.Value, "is not a SHA-256 hash", SpkiHash.Accepted);
        return null;
    }

    private static string? First(ImmutableArray<string> names, string wanted)
    {
        foreach (var name in names)
        {
            if (string.Equals(name, wanted, StringComparison.Ordinal)) return name;
        }
        return null;
    }

    private static string? First(ImmutableArray<string> names, LabelPattern pattern)
    {
        foreach (var name in names)
        {
            if (pattern.Matches(name)) return name;
        }
        return null;
    }

    private static string? First(ImmutableArray<string> names, UriPattern pattern)
    {
        foreach (var name in names)
        {
            if (pattern.Matches(name)) return name;
        }
        return null;
    }

    // The first "@" of the wanted address is its only one, so an address with two of them never is equal.
    private static string? FirstEmail(ImmutableArray<string> addresses, string wanted, int at)
    {
        foreach (var address in addresses)
        {
            if (address.Length == wanted.Length &&
                address.AsSpan(0, at + 1).SequenceEqual(wanted.AsSpan(0, at + 1)) &&
                address.AsSpan(at + 1).Equals(wanted.AsSpan(at + 1), StringComparison.OrdinalIgnoreCase)) return address;
        }
        return null;
    }

    private static string? FirstAddress(PeerIdentity identity, AddressPattern pattern)
    {
        foreach (var address in identity.IPAddresses)
        {
            if (pattern.MatchesCertificate(address)) return address.ToString();
        }
        return null;
    }
}
