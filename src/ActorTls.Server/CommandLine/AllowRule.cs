namespace ActorTls.Server.CommandLine;

/// <summary>One <c>--allow</c>.</summary>
/// <param name="Key">The field of a rule, as in HOCON; null for <c>any</c>.</param>
/// <param name="Value">What it must be.</param>
internal sealed record AllowRule(string? Key, string Value)
{
    /// <summary>What <see cref="TryParse"/> takes.</summary>
    public const string Accepted = "any, cn=NAME, ou=NAME, dns=PATTERN, uri=PATTERN, email=ADDRESS, ip=NETWORK or spki-sha256=BASE64";

    private static readonly AllowRule Any = new(null, "");

    /// <summary>Whether it admits every certificate that the authority has signed.</summary>
    public bool IsAny => Key is null;

    /// <summary>Reads one; null when it is none. What the value may be is for the configuration to say.</summary>
    public static AllowRule? TryParse(string text)
    {
        if (text == "any") return Any;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) return null;
        var key = text[..equals] switch
        {
            "cn" or "common-name" => "common-name",
            "ou" or "organizational-unit" => "organizational-unit",
            "dns" => "dns",
            "uri" => "uri",
            "email" => "email",
            "ip" => "ip",
            "spki-sha256" => "spki-sha256",
            _ => null,
        };
        return key is null ? null : new AllowRule(key, text[(equals + 1)..]);
    }
}
