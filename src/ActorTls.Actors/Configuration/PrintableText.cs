using System.Globalization;
using System.Text;

namespace ActorTls.Configuration;

/// <summary>Makes foreign text safe to print on one line of a log or terminal.</summary>
public static class PrintableText
{
    private const int LongestShown = 2000;

    /// <summary>
    /// The text with every control, format, surrogate and line-separating character written as <c>\uXXXX</c>, cut
    /// after 2,000 characters. Text without any is returned as it is.
    /// </summary>
    public static string OneLine(string text)
    {
        if (text.Length <= LongestShown && !text.Any(IsUnprintable)) return text;

        var result = new StringBuilder(Math.Min(text.Length, LongestShown) + 16);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, LongestShown)))
        {
            if (IsUnprintable(c)) result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else result.Append(c);
        }
        return text.Length > LongestShown ? result.Append('…').ToString() : result.ToString();
    }

    private static bool IsUnprintable(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
