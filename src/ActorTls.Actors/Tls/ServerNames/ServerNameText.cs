using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace ActorTls.Tls.ServerNames;

/// <summary>
/// The server name of a ClientHello as text for logs. A name in UTF-8 is the text itself. Other bytes, and a name that begins with
/// <c>hex:</c> or <c>sha256:</c>, become <c>hex:</c> and the bytes. A name longer than 255 bytes becomes <c>sha256:</c> and its hash. So no
/// two names have the same text.
/// </summary>
internal static class ServerNameText
{
    private const int LongestName = 255;
    private const string Hex = "hex:", Hash = "sha256:";

    /// <summary>Whether a text is the name itself, and not a description of bytes.</summary>
    internal static bool IsName(string text) =>
        !text.StartsWith(Hex, StringComparison.Ordinal) && !text.StartsWith(Hash, StringComparison.Ordinal);

    internal static string Describe(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName) return Hash + Convert.ToHexStringLower(SHA256.HashData(name));
        if (Utf8.IsValid(name) && !name.StartsWith("hex:"u8) && !name.StartsWith("sha256:"u8)) return Encoding.UTF8.GetString(name);
        return Hex + Convert.ToHexStringLower(name);
    }
}
