using System.Collections.Immutable;
using System.Security.Cryptography;
using ActorTls.Configuration;

namespace ActorTls.Authentication;

/// <summary>One field of a rule. It is met when one of the certificate's names of its kind matches.</summary>
/// <param name="text">As the operator wrote it: <c>dns=*.svc.example</c>.</param>
/// <param name="isMetBy">Whether an identity has such a name.</param>
internal sealed class RuleField(string text, Func<PeerIdentity, bool> isMetBy)
{
    private const string StarForLabel = "an exact name, or one with * for whole labels, such as *.svc.example";
    private const string AcceptedUri = "such as spiffe://example.org/ns/*/sa/**: * is one segment of the path, ** at its end one or more";

    /// <inheritdoc/>
    public override string ToString() => text;

    /// <summary>Whether the identity meets this field.</summary>
    public bool IsMetBy(PeerIdentity identity) => isMetBy(identity);

    /// <summary>
    /// <c>common-name</c> and <c>organizational-unit</c>: the very text; with a star the labels of it. Case counts in
    /// either, since these names are not host names.
    /// </summary>
    public static RuleField? Text(
        string name, Located<string> setting, Func<PeerIdentity, ImmutableArray<string>> names, ConfigurationReport report)
    {
        var wanted = setting.Value;
        if (wanted.Any(char.IsControl)) return Refuse("has a control character, which never matches", "a printable name");
        if (!wanted.Contains('*')) return new RuleField($"{name}={wanted}", identity => Any(names(identity), wanted));
        return LabelPattern.TryParse(wanted, StringComparison.Ordinal, out var pattern, out var problem)
            ? new RuleField($"{name}={wanted}", identity => Any(names(identity), pattern))
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
            return new RuleField($"dns={setting.Value}", identity => Any(identity.DnsNames, pattern));
        }
        report.Error(setting.Origin, setting.Value, problem, StarForLabel);
        return null;
    }

    /// <summary><c>uri</c>: see <see cref="UriPattern"/>.</summary>
    public static RuleField? Uri(Located<string> setting, ConfigurationReport report)
    {
        if (UriPattern.TryParse(setting.Value, out var pattern, out var problem))
        {
            return new RuleField($"uri={setting.Value}", identity => Any(identity.Uris, pattern));
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
            return new RuleField($"email={wanted}", identity => AnyEmail(identity.EmailAddresses, wanted, at));
        }
        report.Error(setting.Origin, wanted, isAddress && wanted.Contains('*') ? "has a *, which an e-mail address may not" : "is not an e-mail address", "such as alice@example.org");
        return null;
    }

    /// <summary><c>ip</c>: see <see cref="AddressPattern"/>.</summary>
    public static RuleField? Ip(Located<string> setting, ConfigurationReport report)
    {
        if (AddressPattern.TryParse(setting.Value, out var pattern, out var problem))
        {
            return new RuleField($"ip={setting.Value}", identity => AnyAddress(identity, pattern));
        }
        report.Error(setting.Origin, setting.Value, problem, "such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32");
        return null;
    }

    /// <summary><c>spki-sha256</c>: the SHA-256 of the certificate's SubjectPublicKeyInfo.</summary>
    public static RuleField? SpkiSha256(Located<string> setting, ConfigurationReport report)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        // The round trip refuses white space and stray bits, which the decoder lets pass.
        if (Convert.TryFromBase64String(setting.Value, hash, out var length) && length == hash.Length &&
            Convert.ToBase64String(hash) == setting.Value)
        {
            return new RuleField(
                $"spki-sha256={setting.Value}", identity => identity.SpkiSha256.Span.SequenceEqual(hash));
        }
        report.Error(setting.Origin, setting.Value, "is not a SHA-256 hash in base64", "44 characters, the last of them =");
        return null;
    }

    private static bool Any(ImmutableArray<string> names, string wanted)
    {
        foreach (var name in names)
        {
            if (string.Equals(name, wanted, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private static bool Any(ImmutableArray<string> names, LabelPattern pattern)
    {
        foreach (var name in names)
        {
            if (pattern.Matches(name)) return true;
        }
        return false;
    }

    private static bool Any(ImmutableArray<string> names, UriPattern pattern)
    {
        foreach (var name in names)
        {
            if (pattern.Matches(name)) return true;
        }
        return false;
    }

    // The first "@" of the wanted address is its only one, so an address with two of them never is equal.
    private static bool AnyEmail(ImmutableArray<string> addresses, string wanted, int at)
    {
        foreach (var address in addresses)
        {
            if (address.Length == wanted.Length &&
                address.AsSpan(0, at + 1).SequenceEqual(wanted.AsSpan(0, at + 1)) &&
                address.AsSpan(at + 1).Equals(wanted.AsSpan(at + 1), StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static bool AnyAddress(PeerIdentity identity, AddressPattern pattern)
    {
        foreach (var address in identity.IPAddresses)
        {
            if (pattern.Matches(address)) return true;
        }
        return false;
    }
}
