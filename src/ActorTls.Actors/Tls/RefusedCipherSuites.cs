using System.Text.RegularExpressions;

namespace ActorTls.Tls;

/// <summary>
/// Reasons for the refusal of old cipher suites, which may be in IANA, JSSE or OpenSSL spelling. A suite often has several reasons
/// against it; the gravest is given.
/// </summary>
public static partial class RefusedCipherSuites
{
    private const string Guidelines = "RFC 9325 section 4.1";

    /// <summary>Why a suite is refused; null when no suite of that name is known.</summary>
    public static string? ReasonFor(string name)
    {
        var canonical = CipherSuites.CanonicalName(name);
        return Parse(canonical) is var (exchange, cipher) ? ReasonFor(exchange, cipher) : null;
    }

    private static string ReasonFor(string exchange, string cipher)
    {
        if (exchange == "NULL" || cipher.StartsWith("NULL", StringComparison.Ordinal))
            return $"it does not encrypt: \"MUST NOT negotiate the cipher suites with NULL encryption\" ({Guidelines})";
        if (exchange.Contains("EXPORT") || exchange.StartsWith("EXP", StringComparison.Ordinal) || cipher.Contains("_40"))
            return $"an export cipher of 40 or 56 bits: MUST NOT negotiate suites with less than 112 bits of security ({Guidelines})";
        if (cipher.StartsWith("RC4", StringComparison.Ordinal))
            return $"\"MUST NOT negotiate RC4 cipher suites\" ({Guidelines}, RFC 7465)";
        if (cipher.StartsWith("DES_CBC", StringComparison.Ordinal) || cipher is "DES" or "DES-CBC")
            return $"DES has 56 bits: MUST NOT negotiate suites with less than 112 bits of security ({Guidelines})";
        if (exchange.Contains("ANON") || exchange is "ADH" or "AECDH")
            return "anonymous: the server is not authenticated, so anybody in between can read and change everything";
        if (cipher.StartsWith("3DES", StringComparison.Ordinal) || cipher.StartsWith("DES-CBC3", StringComparison.Ordinal))
            return $"3DES has 112 bits: SHOULD NOT negotiate suites with less than 128 bits of security ({Guidelines})";
        return ReasonForKeyExchange(exchange) ?? ReasonForCipher(cipher);
    }

    private static string? ReasonForKeyExchange(string exchange)
    {
        if (exchange.Contains("PSK") || exchange.Contains("SRP") || exchange.Contains("KRB5") || exchange.Contains("GOST"))
            return "peers are authenticated by certificates here; suites with PSK, SRP, Kerberos or GOST keys are not offered";
        if (exchange == "RSA")
            return $"static RSA has no forward secrecy: SHOULD NOT negotiate suites based on RSA key transport ({Guidelines})";
        if (exchange.StartsWith("DHE", StringComparison.Ordinal) || exchange.StartsWith("EDH", StringComparison.Ordinal))
            return $"SHOULD NOT negotiate suites based on ephemeral finite-field Diffie-Hellman, TLS_DHE_* ({Guidelines})";
        if (exchange.StartsWith("DH", StringComparison.Ordinal))
            return $"SHOULD NOT negotiate suites based on static finite-field Diffie-Hellman, TLS_DH_* ({Guidelines})";
        if (exchange.StartsWith("ECDH", StringComparison.Ordinal) && !exchange.StartsWith("ECDHE", StringComparison.Ordinal))
            return $"SHOULD NOT negotiate suites based on static elliptic-curve Diffie-Hellman, TLS_ECDH_* ({Guidelines})";
        return null;
    }

    private static string ReasonForCipher(string cipher) => cipher.Contains("CCM_8") || cipher.Contains("CCM8")
        ? "its authentication tag has 64 bits only; it is meant for constrained devices (RFC 7251) and not offered"
        : "not offered: RFC 9325 section 4.2 recommends AES-GCM, and AES-CCM and ChaCha20-Poly1305 are there too";

    private static (string Exchange, string Cipher)? Parse(string name)
    {
        if (name == "TLS_AES_128_CCM_8_SHA256") return ("ECDHE", "AES_128_CCM_8");
        if (IanaName().Match(name) is { Success: true } iana)
        {
            var exchange = iana.Groups["exchange"].Value;
            return (iana.Groups["export"].Success ? exchange + "_EXPORT" : exchange, iana.Groups["cipher"].Value);
        }
        if (OpenSslName().Match(name) is { Success: true } openSsl)
        {
            var exchange = openSsl.Groups["exchange"].Success ? openSsl.Groups["exchange"].Value : "RSA";
            return (openSsl.Groups["export"].Success ? "EXP-" + exchange : exchange, openSsl.Groups["cipher"].Value);
        }
        return null;
    }

    [GeneratedRegex(
        "^TLS_(?<exchange>NULL|RSA_PSK|RSA_FIPS|RSA|DHE_PSK|DHE_RSA|DHE_DSS|DH_RSA|DH_DSS|DH_ANON|ECDHE_PSK|ECDHE_RSA|ECDHE_ECDSA|" +
        "ECDH_RSA|ECDH_ECDSA|ECDH_ANON|PSK_DHE|PSK|KRB5|SRP_SHA_RSA|SRP_SHA_DSS|SRP_SHA|GOSTR341112_256)(?<export>_EXPORT(1024)?)?_WITH_" +
        "(?<cipher>NULL|RC4_128|RC4_40|RC4_56|RC2_CBC_40|DES40_CBC|DES_CBC_40|DES_CBC|3DES_EDE_CBC|IDEA_CBC|SEED_CBC|" +
        "(AES|CAMELLIA|ARIA)_(128|256)_(CBC|GCM|CCM_8|CCM)|CHACHA20_POLY1305)(_(MD5|SHA|SHA256|SHA384|NULL))?$")]
    private static partial Regex IanaName();

    [GeneratedRegex(
        "^(?<export>EXP(1024)?-)?((?<exchange>ECDHE-ECDSA|ECDHE-RSA|ECDHE-PSK|DHE-RSA|DHE-DSS|DHE-PSK|EDH-RSA|EDH-DSS|DH-RSA|DH-DSS|" +
        "ECDH-ECDSA|ECDH-RSA|AECDH|ADH|RSA-PSK|PSK|SRP-RSA|SRP-DSS|SRP|KRB5)-)?" +
        "(?<cipher>NULL|RC4|RC2-CBC|DES-CBC3|3DES-EDE-CBC|DES-CBC|IDEA-CBC|SEED|CHACHA20|" +
        "(AES|CAMELLIA|ARIA)(128|256)(-(GCM|CCM8|CCM|CBC))?)(-(MD5|SHA|SHA256|SHA384|POLY1305))?$")]
    private static partial Regex OpenSslName();
}
