using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>The cipher suites that may be used, by any of their names, and the presets. All have forward secrecy.</summary>
public static class CipherSuites
{
    /// <summary>Every suite that may be used.</summary>
    public static ImmutableArray<CipherSuite> All { get; } =
    [
        Tls13(0x1301, "TLS_AES_128_GCM_SHA256"),
        Tls13(0x1302, "TLS_AES_256_GCM_SHA384"),
        Tls13(0x1303, "TLS_CHACHA20_POLY1305_SHA256"),
        Tls13(0x1304, "TLS_AES_128_CCM_SHA256"),
        Aead(0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        Aead(0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
        Aead(0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
        Aead(0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"),
        Aead(0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
        Aead(0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"),
        Aead(0xC0AC, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", "ECDHE-ECDSA-AES128-CCM"),
        Aead(0xC0AD, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM", "ECDHE-ECDSA-AES256-CCM"),
        Cbc(0xC023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE-ECDSA-AES128-SHA256"),
        Cbc(0xC027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE-RSA-AES128-SHA256"),
        Cbc(0xC024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "ECDHE-ECDSA-AES256-SHA384"),
        Cbc(0xC028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "ECDHE-RSA-AES256-SHA384"),
        Cbc(0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA"),
        Cbc(0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA"),
        Cbc(0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA"),
        Cbc(0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA"),
    ];

    /// <summary>The preset <c>modern</c>: TLS 1.3 alone.</summary>
    public static ImmutableArray<CipherSuite> Modern { get; } = All[..3];

    /// <summary>The preset <c>intermediate</c>: what Mozilla recommends for general use, without its DHE suites.</summary>
    public static ImmutableArray<CipherSuite> Intermediate { get; } = All.RemoveAt(3)[..9];

    private static readonly Dictionary<string, CipherSuite> ByName = IndexNames();
    private static readonly Dictionary<ushort, CipherSuite> ById = All.ToDictionary(suite => suite.Id);

    /// <summary>Every name that <see cref="Find"/> knows, for a search of the nearest name.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>A preset's suites in order of preference; null when there is no such preset.</summary>
    public static ImmutableArray<CipherSuite>? FindPreset(string name) => name switch
    {
        "modern" => Modern,
        "intermediate" => Intermediate,
        _ => null,
    };

    /// <summary>
    /// The suite of an IANA, OpenSSL or JSSE name (<c>SSL_</c> for <c>TLS_</c>), in any case; null when the name is of no suite that
    /// may be used.
    /// </summary>
    public static CipherSuite? Find(string name) => ByName.GetValueOrDefault(CanonicalName(name));

    /// <summary>The IANA name of a suite by its number; null when the number is of no suite that may be used.</summary>
    public static string? FindName(ushort id) => ById.GetValueOrDefault(id)?.Name;

    /// <summary>The name in capital letters. Java's older prefix <c>SSL_</c> becomes <c>TLS_</c>.</summary>
    internal static string CanonicalName(string name)
    {
        var trimmed = name.Trim().ToUpperInvariant();
        return trimmed.StartsWith("SSL_", StringComparison.Ordinal) ? "TLS_" + trimmed[4..] : trimmed;
    }

    private static Dictionary<string, CipherSuite> IndexNames()
    {
        var index = new Dictionary<string, CipherSuite>(StringComparer.Ordinal);
        foreach (var suite in All)
        {
            index[suite.Name] = suite;
            index[suite.OpenSslName] = suite;
        }
        return index;
    }

    private static CipherSuite Tls13(ushort id, string name) => new(id, name, name, TlsProtocols.Tls13, true);

    private static CipherSuite Aead(ushort id, string name, string openSsl) => new(id, name, openSsl, TlsProtocols.Tls12, true);

    private static CipherSuite Cbc(ushort id, string name, string openSsl) => new(id, name, openSsl, TlsProtocols.Tls12, false);
}
