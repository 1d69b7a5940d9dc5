using System.Buffers;
using System.Globalization;
using System.Text;

namespace ActorTls.Configuration;

/// <summary>Makes foreign text safe to print on one line of a log or terminal.</summary>
/// <remarks>
/// Escape text once, where it is printed: what was escaped before and is quoted later would be escaped twice.
/// </remarks>
public static class PrintableText
{
    private const int LongestShown = 2000;

    /// <summary>
    /// The text with every character that is not seen, or not seen as itself, written as <c>\uXXXX</c> (of those beyond U+FFFF
    /// both halves): control and format characters, lone surrogates, line breaks, spaces other than <c>' '</c>, and combining marks,
    /// by which two texts may look alike. It is cut after 2,000 characters. Text without any is returned as it is.
    /// </summary>
    public static string OneLine(string text)
    {
        if (text.Length <= LongestShown && !NeedsEscape(text)) return text;

        var isCut = text.Length > LongestShown;
        var end = isCut && char.IsHighSurrogate(text[LongestShown - 1]) ? LongestShown - 1 : Math.Min(text.Length, LongestShown);
        var result = new StringBuilder(end + 16);
        Append(result, text.AsSpan(0, end), escapesQuotes: false);
        return isCut ? result.Append('…').ToString() : result.ToString();
    }

    /// <summary>
    /// The text in quotes, with quotes and backslashes escaped too, so that no two texts come out the same. In full.
    /// </summary>
    public static string Quoted(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        result.Append('"');
        Append(result, text, escapesQuotes: true);
        return result.Append('"').ToString();
    }

    /// <summary>Whether a text has a character that is not seen as itself.</summary>
    public static bool NeedsEscape(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (!IsNextPrintable(text, out var length)) return true;
            text = text[length..];
        }
        return false;
    }

    /// <summary>
    /// Appends a text with what is not seen as itself written as <c>\uXXXX</c>: in JSON the same text, wherever in a string it stands.
    /// </summary>
    public static void AppendEscaped(StringBuilder result, ReadOnlySpan<char> text) => Append(result, text, escapesQuotes: false);

    private static void Append(StringBuilder result, ReadOnlySpan<char> text, bool escapesQuotes)
    {
        while (!text.IsEmpty)
        {
            var isPrintable = IsNextPrintable(text, out var length);
            var character = text[..length];
            text = text[length..];
            if (escapesQuotes && character is ("\"" or "\\")) result.Append('\\').Append(character);
            else if (isPrintable) result.Append(character);
            else foreach (var unit in character) result.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }
    }

    private static bool IsNextPrintable(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        if (char.IsAscii(text[0])) return !char.IsControl(text[0]);
        return Rune.DecodeFromUtf16(text, out var rune, out length) == OperationStatus.Done && IsPrintable(rune);
    }

    // The letters and the symbol at the end are drawn as nothing.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) &&
        rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);
}
