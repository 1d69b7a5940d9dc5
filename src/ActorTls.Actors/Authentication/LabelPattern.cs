using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ActorTls.Authentication;

/// <summary>
/// A name of dot-separated labels, in which <c>*</c> stands for exactly one label wherever it is. A star never stands for
/// less or more than a label, nor for one that is not letters, digits, <c>-</c> and <c>_</c>: a certificate's own
/// <c>*</c> is not matched by it.
/// </summary>
internal sealed class LabelPattern
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    // Null is a star.
    private readonly string?[] _labels;
    private readonly StringComparison _comparison;

    private LabelPattern(string?[] labels, StringComparison comparison)
    {
        _labels = labels;
        _comparison = comparison;
    }

    /// <summary>Whether <paramref name="text"/> is one label.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LongestLabel && !text.ContainsAnyExcept(LabelCharacters);

    /// <summary>Reads a pattern, or says what is wrong with it.</summary>
    public static bool TryParse(
        string text, StringComparison comparison,
        [NotNullWhen(true)] out LabelPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        problem = null;
        var labels = text.Split('.');
        if (text.Length > LongestName) problem = $"is longer than {LongestName} characters";
        else if (labels.All(label => label == "*")) problem = "would match names of any owner";
        else if (labels.Any(label => label.Contains('*') && label != "*")) problem = "has a * that is not a whole label";
        else if (labels.Any(label => label != "*" && !IsLabel(label))) problem = "is not made of labels of letters, digits, - and _";
        else pattern = new LabelPattern([.. labels.Select(label => label == "*" ? null : label)], comparison);
        return pattern is not null;
    }

    /// <summary>Whether a name of a certificate is one of those meant.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName) return false;
        for (var i = 0; i < _labels.Length; i++)
        {
            var isLast = i == _labels.Length - 1;
            var end = isLast ? name.Length : name.IndexOf('.');
            if (end < 0 || !IsMatch(_labels[i], name[..end])) return false;
            if (!isLast) name = name[(end + 1)..];
        }
        return true;
    }

    private bool IsMatch(string? expected, ReadOnlySpan<char> label) =>
        expected is null ? IsLabel(label) : label.Equals(expected, _comparison);
}
