using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorTls.Tls.Pem;

/// <summary>Recognizes damaged lines: lines that were meant to begin or end a PEM block, or to be inside a block.</summary>
internal static partial class PemBoundary
{
    // Real boundaries are far shorter. Of a long line both ends are examined.
    private const int Longest = 200;
    private const int ShortestContent = 48;

    /// <summary>
    /// Whether a line is a damaged boundary: with something before it, such as a comment sign, or with wrong dashes, spaces or letters,
    /// such as too few dashes, dashes of a word processor, or small letters.
    /// </summary>
    internal static bool IsNearly(ReadOnlySpan<byte> line) => line.Length <= Longest
        ? Matches(line)
        : Matches(line[..Longest]) || Matches(line[^Longest..]);

    /// <summary>
    /// Whether a line looks like the first line of a block whose boundaries are lost. Certificates, lists and keys begin as DER sequences
    /// do, which in base64 is <c>MI</c>. A text or a fingerprint does not look so.
    /// </summary>
    internal static bool IsContent(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(" \t\r"u8);
        return line.Length >= ShortestContent && line.StartsWith("MI"u8) && Base64.IsValid(line[..(line.Length & ~3)]);
    }

    private static bool Matches(ReadOnlySpan<byte> part)
    {
        // The text is on the stack, where it is wiped: a line with a damaged boundary may hold a key as well.
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
