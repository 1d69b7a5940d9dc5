namespace ActorTls.Tls.ServerNames;

/// <summary>
/// Host names in certificates, settings and the server_name extension: ASCII, compared without case, a trailing dot ignored. No
/// certificate is chosen by anything else.
/// </summary>
internal static class ServerNamePattern
{
    internal const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>
    /// Writes the lower-case name without its trailing dot to <paramref name="normalized"/> (which has room for
    /// <see cref="LongestName"/>); false for an IP address, an over-long label or other characters.
    /// </summary>
    internal static bool TryNormalize(ReadOnlySpan<byte> name, Span<char> normalized, out int length)
    {
        length = 0;
        if (!name.IsEmpty && name[^1] == '.') name = name[..^1];
        if (name.IsEmpty || name.Length > LongestName) return false;

        int labelStart = 0, lastLabelStart = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var c = (char)name[i];
            if (c == '.')
            {
                if (!IsLabelLength(i - labelStart)) return false;
                labelStart = lastLabelStart = i + 1;
            }
            else if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
            normalized[i] = char.ToLowerInvariant(c);
        }
        length = name.Length;
        // With a last label of digits alone the text is an IPv4 address, as in the URL standard; a colon was refused above.
        return IsLabelLength(name.Length - labelStart) && name[lastLabelStart..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>A setting or a DNS alternative name in the form for look-ups, in which <c>*.</c> stays; null when it is no host name.</summary>
    internal static string? Parse(string pattern)
    {
        var wildcard = pattern.StartsWith("*.", StringComparison.Ordinal);
        var rest = wildcard ? pattern[2..] : pattern;
        if (rest.Length > LongestName + 1 || !System.Text.Ascii.IsValid(rest)) return null;
        Span<char> normalized = stackalloc char[LongestName];
        if (!TryNormalize(System.Text.Encoding.ASCII.GetBytes(rest), normalized, out var length)) return null;
        return wildcard ? $"*.{normalized[..length]}" : normalized[..length].ToString();
    }

    private static bool IsLabelLength(int length) => length is > 0 and <= LongestLabel;
}
