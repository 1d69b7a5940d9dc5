using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace ActorTls.Tls;

/// <summary>
/// The server name of a ClientHello as text for logs: what it is in UTF-8. What is no UTF-8 is shown as <c>hex:</c> and its bytes,
/// what is longer than any name as <c>sha256:</c> and its hash, and so is a name that begins like either: no two names
/// come out the same.
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
