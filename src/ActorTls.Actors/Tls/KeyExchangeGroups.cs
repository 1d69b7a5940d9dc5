using System.Collections.Immutable;

namespace ActorTls.Tls;

/// <summary>The groups for key exchange, under the names that are in use for them.</summary>
internal static class KeyExchangeGroups
{
    private static readonly Dictionary<string, string> CanonicalNames = new(StringComparer.OrdinalIgnoreCase)
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

    /// <summary>The groups that certificates may have keys on.</summary>
    internal static ImmutableArray<string> CurvesOfCertificates { get; } = ["P-256", "P-384", "P-521"];

    /// <summary>Every name that <see cref="FindCanonicalName"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => CanonicalNames.Keys;

    /// <summary>
    /// The one name that stands for all names of a group; null when the name is not known. The library in use may lack a known group.
    /// </summary>
    public static string? FindCanonicalName(string name) => CanonicalNames.GetValueOrDefault(name);
}
