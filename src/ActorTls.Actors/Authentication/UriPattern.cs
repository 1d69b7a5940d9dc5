using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ActorTls.Authentication;

/// <summary>
/// A URI. One like <c>spiffe://example.org/ns/*/sa/**</c> is compared piece by piece: scheme and authority as they are,
/// but without regard to case; then the path, where <c>*</c> stands for exactly one segment and <c>**</c>, at the end,
/// for one or more. Any other kind, such as <c>urn:uuid:…</c>, is compared as a whole.
/// </summary>
/// <remarks>
/// Nothing is ever normalised. A URI that another program might read otherwise (percent-encoding, <c>.</c> and <c>..</c>,
/// empty segments and so a slash at the end, a query, a fragment, user information) is not matched by any pattern.
/// </remarks>
internal sealed class UriPattern
{
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private static readonly SearchValues<char> AuthorityCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]");

    // Those of RFC 3986 without "%" and "*".
    private static readonly SearchValues<char> SegmentCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()+,;=:@");

    private readonly string _prefix;

    // Of the path; null is a star. Null altogether: the URI is compared as a whole.
    private readonly string?[]? _segments;
    private readonly bool _endsInRest;

    private UriPattern(string prefix, string?[]? segments, bool endsInRest)
    {
        _prefix = prefix;
        _segments = segments;
        _endsInRest = endsInRest;
    }

    /// <summary>Reads a pattern, or says what is wrong with it.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out UriPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        if (!TrySplit(text, out var prefix, out var path)) return TryParseWhole(text, out pattern, out problem);

        var segments = path.IsEmpty ? [] : path[1..].ToString().Split('/');
        var endsInRest = segments is [.., "**"];
        if (endsInRest) segments = segments[..^1];
        problem =
            !IsPrefix(prefix) ? "has a scheme or host that cannot be; a * is for segments of the path" :
            segments.Contains("**") ? "has a ** that is not the last segment" :
            segments.Any(segment => segment.Contains('*') && segment != "*") ? "has a * that is not a whole segment" :
            segments.Any(segment => segment != "*" && !IsSegment(segment)) ? "has a segment that never matches: an empty one, . or .., %, ? or # in it" :
            null;
        if (problem is not null) return false;
        pattern = new UriPattern(
            prefix.ToString(), [.. segments.Select(segment => segment == "*" ? null : segment)], endsInRest);
        return true;
    }

    /// <summary>Whether a URI of a certificate is one of those meant.</summary>
    public bool Matches(ReadOnlySpan<char> uri)
    {
        if (_segments is null) return uri.SequenceEqual(_prefix);
        if (!TrySplit(uri, out var prefix, out var path)) return false;
        return IsPrefix(prefix) && prefix.Equals(_prefix, StringComparison.OrdinalIgnoreCase) && MatchesPath(path);
    }

    private bool MatchesPath(ReadOnlySpan<char> path)
    {
        var count = 0;
        while (!path.IsEmpty)
        {
            path = path[1..];
            var slash = path.IndexOf('/');
            var segment = slash < 0 ? path : path[..slash];
            path = slash < 0 ? default : path[slash..];
            if (!IsSegment(segment)) return false;
            if (count >= _segments!.Length)
            {
                if (!_endsInRest) return false;
            }
            else if (_segments[count] is { } expected && !segment.SequenceEqual(expected)) return false;
            count++;
        }
        return _endsInRest ? count > _segments!.Length : count == _segments!.Length;
    }

    private static bool TryParseWhole(
        string text, [NotNullWhen(true)] out UriPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        var colon = text.IndexOf(':');
        problem =
            colon < 0 || !IsScheme(text.AsSpan(0, colon)) || text.Length == colon + 1 ? "is not a URI with a scheme" :
            text.Contains('*') ? "has a *, which only a URI of the form scheme://host/path may" :
            text[(colon + 1)..].Split('/').Any(segment => !IsSegment(segment)) ? "has a part that never matches: an empty one, . or .., %, ? or # in it" :
            null;
        pattern = problem is null ? new UriPattern(text, null, false) : null;
        return pattern is not null;
    }

    // Into what is before the path and the path, which is empty or begins with its slash.
    private static bool TrySplit(ReadOnlySpan<char> uri, out ReadOnlySpan<char> prefix, out ReadOnlySpan<char> path)
    {
        prefix = path = default;
        var separator = uri.IndexOf("://");
        if (separator < 0) return false;
        var authority = separator + 3;
        var slash = uri[authority..].IndexOf('/');
        var end = slash < 0 ? uri.Length : authority + slash;
        prefix = uri[..end];
        path = uri[end..];
        return true;
    }

    private static bool IsPrefix(ReadOnlySpan<char> prefix)
    {
        var separator = prefix.IndexOf("://");
        var authority = prefix[(separator + 3)..];
        return IsScheme(prefix[..separator]) && !authority.IsEmpty && !authority.ContainsAnyExcept(AuthorityCharacters);
    }

    private static bool IsScheme(ReadOnlySpan<char> text) =>
        !text.IsEmpty && char.IsAsciiLetter(text[0]) && !text.ContainsAnyExcept(SchemeCharacters);

    private static bool IsSegment(ReadOnlySpan<char> text) =>
        text is not ("" or "." or "..") && !text.ContainsAnyExcept(SegmentCharacters);
}
