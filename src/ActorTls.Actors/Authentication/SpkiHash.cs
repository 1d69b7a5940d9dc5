using System.Security.Cryptography;

namespace ActorTls.Authentication;

/// <summary>
/// The SHA-256 of a SubjectPublicKeyInfo in the forms that tools print it: base64, the same behind <c>sha256//</c> (curl), or 64
/// hexadecimal digits, with colons between the bytes or without (openssl).
/// </summary>
internal static class SpkiHash
{
    internal const string Accepted = "64 hexadecimal digits, or 44 characters of base64, the last of them =, alone or behind sha256//";

    private const string Prefix = "sha256//";

    /// <summary>Null when it is no such hash.</summary>
    internal static byte[]? TryParse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) ? FromBase64(text[Prefix.Length..]) : FromBase64(text) ?? FromHex(text);

    /// <summary>In the form that cannot be taken for another name.</summary>
    internal static string Format(ReadOnlySpan<byte> hash) => Prefix + Convert.ToBase64String(hash);

    // The round trip refuses white space and stray bits, which the decoder lets pass.
    private static byte[]? FromBase64(string text)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(text, hash, out var length) && length == hash.Length && Convert.ToBase64String(hash) == text
            ? hash
            : null;
    }

    private static byte[]? FromHex(string text)
    {
        const int Digits = 2 * SHA256.HashSizeInBytes;
        if (text.Length == Digits + SHA256.HashSizeInBytes - 1)
        {
            for (var i = 2; i < text.Length; i += 3)
            {
                if (text[i] != ':') return null;
            }
            text = text.Replace(":", "", StringComparison.Ordinal);
        }
        return text.Length == Digits && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
    }
}
