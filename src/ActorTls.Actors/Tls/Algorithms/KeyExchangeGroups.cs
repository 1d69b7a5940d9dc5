namespace ActorTls.Tls;

/// <summary>The groups for key exchange, under the names that are in use for them.</summary>
internal static class KeyExchangeGroups
{
    private static readonly Dictionary<string, string> OpenSslNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["X25519"] = "X25519",
        ["X448"] = "X448",
        ["P-256"] = "P-256",
        ["secp256r1"] = "P-256",
        ["prime256v1"] = "P-256",
        ["P-384"] = "P-384",
        ["secp384r1"] = "P-384",
        ["P-521"] = "P-521",
        ["secp521r1"] = "P-521",
        ["X25519MLKEM768"] = "X25519MLKEM768",
        ["SecP256r1MLKEM768"] = "SecP256r1MLKEM768",
    };

    /// <summary>Every name that <see cref="FindOpenSslName"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => OpenSslNames.Keys;

    /// <summary>OpenSSL's name of a group; null when it is not known. A known one may still be missing in an older OpenSSL.</summary>
    public static string? FindOpenSslName(string name) => OpenSslNames.GetValueOrDefault(name);
}
