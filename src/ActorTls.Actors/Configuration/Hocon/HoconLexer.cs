using System.Globalization;
using System.Text;

namespace ActorTls.Configuration.Hocon;

/// <summary>Splits a text into tokens. Comments and white space go; line ends stay, since they separate.</summary>
internal sealed class HoconLexer(HoconSource source, string text, HoconWork work)
{
    // HOCON, "Unquoted strings". White space and "//" end one too.
    private const string NotInUnquoted = "$\"{}[]:=,+#`^?!@*&\\";

    private readonly List<HoconToken> _tokens = [];
    private int _offset;
    private int _line = 1;
    private int _lineStart;

    private HoconPosition Here => new(source, _line, _offset - _lineStart + 1);

    /// <summary>The mistake that ended the reading early; null when there was none.</summary>
    public HoconSyntaxException? Mistake { get; private set; }

    /// <summary>
    /// All tokens; the last is <see cref="HoconTokenKind.End"/>, or <see cref="HoconTokenKind.Invalid"/> after a mistake, which
    /// is reported only when the parser reaches it and knows the path.
    /// </summary>
    public List<HoconToken> ReadAll()
    {
        work.Allow(text.Length);
        do
        {
            var space = ReadSpace();
            SkipComment();
            var start = _offset;
            _tokens.Add(TryReadToken(space));
            work.Take(_offset - start + space.Length + 1, Here);
        }
        while (_tokens[^1].Kind is not (HoconTokenKind.End or HoconTokenKind.Invalid));
        return _tokens;
    }

    private HoconToken TryReadToken(string space)
    {
        try
        {
            return ReadToken(space);
        }
        catch (HoconSyntaxException mistake)
        {
            Mistake = mistake;
            return new HoconToken(HoconTokenKind.Invalid, "", space, mistake.Position);
        }
    }

    private string ReadSpace()
    {
        var start = _offset;
        while (_offset < text.Length && IsSpace(text[_offset])) _offset++;
        return text[start.._offset];
    }

    // HOCON, "Whitespace": all of Unicode's separators, the byte order mark, and the old controls; a line feed separates.
    private static bool IsSpace(char c) =>
        c is '\t' or '\v' or '\f' or '\r' or '\uFEFF' or (>= '\x1C' and <= '\x1F') ||
        (c != '\n' && char.GetUnicodeCategory(c) is
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private bool AtComment => Peek(0) == '#' || (Peek(0) == '/' && Peek(1) == '/');

    private void SkipComment()
    {
        if (!AtComment) return;
        var end = text.IndexOf('\n', _offset);
        var length = (end < 0 ? text.Length : end) - _offset;
        work.Take(length, Here);
        _offset += length;
    }

    private HoconToken ReadToken(string space)
    {
        var position = Here;
        if (_offset == text.Length) return new HoconToken(HoconTokenKind.End, "", space, position);
        switch (text[_offset])
        {
            case '\n':
                _offset++;
                _line++;
                _lineStart = _offset;
                return new HoconToken(HoconTokenKind.NewLine, "\n", space, position);
            case '"':
                var isTriple = Peek(1) == '"' && Peek(2) == '"';
                var content = isTriple ? ReadTripleQuoted(position) : ReadQuoted(position);
                return new HoconToken(HoconTokenKind.Quoted, content, space, position);
            case '{': return Sign(HoconTokenKind.OpenBrace, "{");
            case '}': return Sign(HoconTokenKind.CloseBrace, "}");
            case '[': return Sign(HoconTokenKind.OpenBracket, "[");
            case ']': return Sign(HoconTokenKind.CloseBracket, "]");
            case ':': return Sign(HoconTokenKind.Colon, ":");
            case '=': return Sign(HoconTokenKind.EqualsSign, "=");
            case ',': return Sign(HoconTokenKind.Comma, ",");
            case '+' when Peek(1) == '=': return Sign(HoconTokenKind.PlusEquals, "+=");
            case '$' when Peek(1) == '{' && Peek(2) == '?':
                _offset += 3;
                return new HoconToken(HoconTokenKind.OpenSubstitution, "?", space, position);
            case '$' when Peek(1) == '{':
                _offset += 2;
                return new HoconToken(HoconTokenKind.OpenSubstitution, "", space, position);
            case var c when NotInUnquoted.Contains(c):
                throw Error(position, $"'{c}' may stand in quotes only");
            default:
                return new HoconToken(HoconTokenKind.Unquoted, ReadUnquoted(), space, position);
        }

        HoconToken Sign(HoconTokenKind kind, string sign)
        {
            _offset += sign.Length;
            return new HoconToken(kind, sign, space, position);
        }
    }

    private string ReadUnquoted()
    {
        var start = _offset;
        while (_offset < text.Length && !AtComment)
        {
            var c = text[_offset];
            if (c == '\n' || IsSpace(c)) break;
            if (NotInUnquoted.Contains(c) && !IsSignOfExponent(start)) break;
            _offset++;
        }
        return text[start.._offset];
    }

    // A JSON number such as 1e+5 holds the only sign that may stand in it.
    private bool IsSignOfExponent(int start) =>
        text[_offset] == '+' && _offset > start && text[_offset - 1] is 'e' or 'E' &&
        (char.IsAsciiDigit(text[start]) || text[start] == '-') && char.IsAsciiDigit(Peek(1));

    private string ReadTripleQuoted(HoconPosition start)
    {
        var begin = _offset + 3;
        var end = text.IndexOf("\"\"\"", begin, StringComparison.Ordinal);
        if (end < 0) throw Error(start, "this triple-quoted string never ends", "a closing \"\"\"");

        // In a run of more than three quotes the last three close.
        while (end + 3 < text.Length && text[end + 3] == '"') end++;
        for (var i = begin; i < end; i++)
        {
            if (text[i] != '\n') continue;
            _line++;
            _lineStart = i + 1;
        }
        _offset = end + 3;
        return text[begin..end];
    }

    private string ReadQuoted(HoconPosition start)
    {
        var result = new StringBuilder();
        _offset++;
        while (true)
        {
            var c = _offset < text.Length ? text[_offset] : '\n';
            if (c == '\n') throw Error(start, "this quoted string does not end on its line", "a closing \"");
            if (c < ' ') throw Error(Here, $"a raw control character in a quoted string", $"\\u{(int)c:X4}");
            if (c == '\\')
            {
                result.Append(ReadEscape());
                continue;
            }
            _offset++;
            if (c == '"') break;
            result.Append(c);
        }
        if (HasLoneSurrogate(result)) throw Error(start, "half of a surrogate pair is no character");
        return result.ToString();
    }

    private char ReadEscape()
    {
        const string Accepted = @"\"" \\ \/ \b \f \n \r \t \uXXXX";
        var position = Here;
        var c = Peek(1);
        if (c == 'u')
        {
            var digits = text.AsSpan(_offset + 2, Math.Min(4, text.Length - _offset - 2));
            if (digits.Length < 4 || !digits.ContainsOnlyHexDigits())
                throw Error(position, "\\u needs four hexadecimal digits", Accepted);
            _offset += 6;
            return (char)ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }
        _offset += 2;
        return c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw Error(position, "an escape that does not exist", Accepted),
        };
    }

    private static bool HasLoneSurrogate(StringBuilder content)
    {
        var previousIsHigh = false;
        foreach (var chunk in content.GetChunks())
        {
            foreach (var c in chunk.Span)
            {
                if (char.IsLowSurrogate(c) != previousIsHigh) return true;
                previousIsHigh = char.IsHighSurrogate(c);
            }
        }
        return previousIsHigh;
    }

    private char Peek(int ahead) => _offset + ahead < text.Length ? text[_offset + ahead] : '\0';

    private static HoconSyntaxException Error(HoconPosition position, string problem, string? accepted = null) =>
        new(position, "", null, problem, accepted);
}
