namespace ActorTls.Configuration.Hocon;

internal static class HoconText
{
    /// <summary>Whether there is nothing but 0-9, a-f and A-F.</summary>
    public static bool ContainsOnlyHexDigits(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }
        return true;
    }

    /// <summary>A path as it is written: keys that need quotes have them.</summary>
    public static string JoinPath(IEnumerable<string> keys) => string.Join('.', keys.Select(QuoteKey));

    /// <summary>A path with one more key.</summary>
    public static string JoinPath(string path, string key) => path.Length == 0 ? QuoteKey(key) : $"{path}.{QuoteKey(key)}";

    private static string QuoteKey(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? key : $"\"{key}\"";
}
