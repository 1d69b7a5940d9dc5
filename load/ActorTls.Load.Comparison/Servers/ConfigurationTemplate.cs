using System.Text.RegularExpressions;

namespace ActorTls.Load.Comparison.Servers;

/// <summary>A text in which words between <c>@</c> stand for values.</summary>
internal static partial class ConfigurationTemplate
{
    /// <summary>The text with the values.</summary>
    /// <exception cref="FormatException">There is no such value.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) => Placeholder().Replace(text, match =>
        values.TryGetValue(match.Groups[1].Value, out var value) ? value : throw new FormatException($"{match.Value} has no value"));

    [GeneratedRegex("@([a-z-]+)@")]
    private static partial Regex Placeholder();
}
