using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorTls.Tls;

/// <summary>Recognizes lines that were meant to begin or end a PEM block, or to be in one, and do not.</summary>
internal static partial class PemBoundary
{
    // Real ones are far shorter; a long line is looked at from both ends.
    private const int Longest = 200;
    private const int ShortestContent = 48;

    /// <summary>
    /// Whether there is a boundary with something before it, such as a comment sign, or one whose dashes, spaces or letters
    /// are not as they should be: too few dashes, those of a word processor, small letters.
    /// </summary>
    internal static bool IsNearly(ReadOnlySpan<byte> line) => line.Length <= Longest
        ? Matches(line)
        : Matches(line[..Longest]) || Matches(line[^Longest..]);

    /// <summary>
    /// Whether it looks like the first line of a block whose boundaries are lost: certificates, lists and keys begin as DER
    /// sequences do, which in base64 is <c>MI</c>. A text or a fingerprint is not taken for one.
    /// </summary>
    internal static bool IsContent(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(" \t\r"u8);
        return line.Length >= ShortestContent && line.StartsWith("MI"u8) && Base64.IsValid(line[..(line.Length & ~3)]);
    }

    private static bool Matches(ReadOnlySpan<byte> part)
    {
        // On the stack: what stands on one line with a damaged boundary may be a key.
        Span<char> text = stackalloc char[Longest];
        var isMatch = Pattern().IsMatch(text[..Encoding.UTF8.GetChars(part, text)]);
        text.Clear();
        return isMatch;
    }

    [GeneratedRegex(
        @"-----(BEGIN|END)|[-\u2010-\u2015]\s*(BEGIN|END)\s+([A-Z0-9]+\s+){0,2}(CERTIFICATE|CRL|KEY|REQUEST|PKCS7|CMS)\s*[-\u2010-\u2015]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
