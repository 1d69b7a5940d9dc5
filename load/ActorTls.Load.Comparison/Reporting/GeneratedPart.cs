namespace ActorTls.Load.Comparison.Reporting;

/// <summary>The part of a page that is written by a program. What stands around it is written by people, and stays.</summary>
internal static class GeneratedPart
{
    public const string Begin = "<!-- measured: what follows is written by load/compare -->";
    public const string End = "<!-- measured: end -->";

    /// <summary>The page with another text in that part.</summary>
    /// <exception cref="FormatException">The page has no such part.</exception>
    public static string Replace(string page, string text)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new FormatException($"the page has no lines {Begin} and {End}");
        return $"{page[..begin]}{Begin}\n\n{text.Trim()}\n\n{page[end..]}";
    }
}
