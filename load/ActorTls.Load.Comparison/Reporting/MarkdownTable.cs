using System.Text;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>A table in Markdown. The first column is text, the others are numbers.</summary>
internal static class MarkdownTable
{
    /// <summary>The table, with an empty line after it.</summary>
    public static string Format(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, bool numbers = true)
    {
        var text = new StringBuilder();
        Append(text, headings);
        Append(text, [.. headings.Select((_, column) => column > 0 && numbers ? "---:" : "---")]);
        foreach (var row in rows) Append(text, row);
        return text.Append('\n').ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.ReplaceLineEndings(" ").Replace("|", "\\|"))).Append(" |\n");
}
