namespace ActorTls.Configuration.Hocon;

/// <summary>
/// Reads one text into a tree of expressions. The first mistake ends the reading of this text, by a
/// <see cref="HoconSyntaxException"/>.
/// </summary>
internal sealed partial class HoconParser
{
    private const int DeepestNesting = 100;

    private readonly List<HoconToken> _tokens;
    private readonly HoconDocuments _documents;
    private readonly HoconWork _work;
    private readonly HoconSyntaxException? _mistake;

    // The keys that lead to what is being read, from the root of the whole configuration.
    private readonly List<string> _path;
    private readonly string[] _prefix;
    private int _next;
    private int _lists;
    private int _nesting;

    /// <param name="source">What is read.</param>
    /// <param name="text">Its text.</param>
    /// <param name="documents">Reads what it includes.</param>
    /// <param name="prefix">The keys of the object that it is included in.</param>
    public HoconParser(HoconSource source, string text, HoconDocuments documents, string[] prefix)
    {
        _documents = documents;
        _work = documents.Work;
        _prefix = prefix;
        _path = [.. prefix];
        var lexer = new HoconLexer(source, text, _work);
        _tokens = lexer.ReadAll();
        _mistake = lexer.Mistake;
    }

    private HoconToken Current => _tokens[_next] is { Kind: not HoconTokenKind.Invalid } token
        ? token
        : throw new HoconSyntaxException(
            _mistake!.Position, HoconText.JoinPath(_path), _mistake.Value, _mistake.Message, _mistake.Accepted);

    /// <summary>The root object, with or without its braces.</summary>
    public ObjectPiece ParseDocument()
    {
        SkipNewLines();
        if (Current.Kind == HoconTokenKind.OpenBracket) throw Error(Current, "a list cannot be the root of a configuration");
        var root = new ObjectPiece(Current.Position, isImplied: true);
        if (Current.Kind == HoconTokenKind.OpenBrace)
        {
            _next++;
            ParseFields(root, HoconTokenKind.CloseBrace);
            _next++;
            SkipNewLines();
        }
        else
        {
            ParseFields(root, HoconTokenKind.End);
        }
        if (Current.Kind != HoconTokenKind.End) throw Error(Current, $"{Current.Description} after the end of the root object");
        return root;
    }

    /// <summary>A value alone, as in <c>--set PATH=VALUE</c>, for the path that is given.</summary>
    public HoconExpression ParseValueAlone(IReadOnlyList<string> path)
    {
        _path.AddRange(path);
        SkipNewLines();
        var value = ParseValue();
        SkipNewLines();
        if (Current.Kind != HoconTokenKind.End) throw Error(Current, $"{Current.Description} after the value");
        return value;
    }

    /// <summary>A path alone, as in <c>--set PATH=VALUE</c>.</summary>
    public List<string> ParsePathAlone()
    {
        var path = ParsePath();
        if (Current.Kind != HoconTokenKind.End) throw Error(Current, $"{Current.Description} in a path");
        return path;
    }

    private void ParseFields(ObjectPiece target, HoconTokenKind end)
    {
        var open = _tokens[Math.Max(_next - 1, 0)];
        SkipNewLines();
        while (Current.Kind != end)
        {
            if (Current.Kind == HoconTokenKind.End)
                throw Error(open, "an object is opened here and never closed", "a closing '}'");
            if (AtInclude) ParseInclude(target);
            else ParseField(target);
            SkipSeparator(end, "a field");
        }
    }

    private void ParseField(ObjectPiece target)
    {
        var start = Current.Position;
        var keys = ParsePath();
        Descend(keys, start);
        SkipNewLines();
        var separator = Current;
        HoconExpression value;
        switch (separator.Kind)
        {
            case HoconTokenKind.OpenBrace:
                value = ParseValue();
                break;
            case HoconTokenKind.Colon or HoconTokenKind.EqualsSign:
                _next++;
                SkipNewLines();
                value = ParseValue();
                break;
            case HoconTokenKind.PlusEquals:
                _next++;
                SkipNewLines();
                var element = ParseValue();
                value = new HoconExpression(
                    [new PreviousValuePiece(separator.Position), new ListPiece(element.Position, [element])]);
                break;
            default:
                var problem = $"{separator.Description} after the key {HoconText.JoinPath(keys)}";
                throw Error(separator, problem, "'=', ':', '+=' or '{'");
        }
        AddField(target, keys, start, value, _work);
        _path.RemoveRange(_path.Count - keys.Count, keys.Count);
    }

    /// <summary>Adds a value under a path, with the objects that the path implies.</summary>
    public static void AddField(
        ObjectPiece target, IReadOnlyList<string> keys, HoconPosition keyPosition, HoconExpression value, HoconWork work)
    {
        for (var i = keys.Count - 1; i > 0; i--)
        {
            var implied = new ObjectPiece(keyPosition, isImplied: true);
            implied.Add(new FieldDefinition(keys[i], keyPosition, value), work);
            value = new HoconExpression([implied]);
        }
        target.Add(new FieldDefinition(keys[0], keyPosition, value), work);
    }

    private HoconExpression ParseValue(bool isElement = false)
    {
        var builder = new HoconExpressionBuilder();
        HoconTokenKind? previous = null;
        while (true)
        {
            var token = Current;
            if (isElement && token.Kind == previous) CheckForgottenComma(token);
            previous = token.Kind;
            switch (token.Kind)
            {
                case HoconTokenKind.Unquoted or HoconTokenKind.Quoted:
                    _next++;
                    builder.AddText(token);
                    break;
                case HoconTokenKind.OpenSubstitution:
                    builder.Add(token, ParseSubstitution());
                    break;
                case HoconTokenKind.OpenBrace:
                    builder.Add(token, ParseObject());
                    break;
                case HoconTokenKind.OpenBracket:
                    builder.Add(token, ParseList());
                    break;
                case var kind when builder.IsEmpty:
                    var isAtEnd = kind is HoconTokenKind.NewLine or HoconTokenKind.End;
                    throw Error(token, isAtEnd ? "a value is missing" : $"a value is missing before {token.Description}");
                case HoconTokenKind.Colon or HoconTokenKind.EqualsSign or HoconTokenKind.PlusEquals:
                    throw Error(token, $"{token.Description} may stand in a value in quotes only");
                default:
                    return builder.Build();
            }
        }
    }

    // The specification would merge [{ dns = a } { uri = b }] into one rule that asks for both: hardly what was meant.
    private void CheckForgottenComma(HoconToken token)
    {
        if (token.Kind is HoconTokenKind.OpenBrace or HoconTokenKind.OpenBracket or HoconTokenKind.Quoted)
            throw Error(token, "a comma or new line is missing between two elements of a list");
    }

    private ObjectPiece ParseObject()
    {
        var result = new ObjectPiece(Current.Position, isImplied: false);
        Descend([], Current.Position);
        _next++;
        ParseFields(result, HoconTokenKind.CloseBrace);
        _next++;
        _nesting--;
        return result;
    }

    private ListPiece ParseList()
    {
        var open = Current;
        _lists++;
        Descend([], open.Position);
        _next++;
        var elements = new List<HoconExpression>();
        SkipNewLines();
        while (Current.Kind != HoconTokenKind.CloseBracket)
        {
            if (Current.Kind == HoconTokenKind.End)
                throw Error(open, "a list is opened here and never closed", "a closing ']'");
            _path.Add($"{elements.Count}");
            elements.Add(ParseValue(isElement: true));
            _path.RemoveAt(_path.Count - 1);
            SkipSeparator(HoconTokenKind.CloseBracket, "an element");
        }
        _next++;
        _lists--;
        _nesting--;
        return new ListPiece(open.Position, elements);
    }

    private SubstitutionPiece ParseSubstitution()
    {
        var open = Current;
        _next++;
        var path = ParsePath();
        if (Current.Kind != HoconTokenKind.CloseBrace)
            throw Error(Current, $"{Current.Description} in a substitution", "a closing '}'");
        _next++;
        _documents.NoteSubstitution(path[0]);
        return new SubstitutionPiece(open.Position, path, open.Text == "?", _prefix);
    }

    // After a field or element: a comma, line ends, or both, or the end of what it is in.
    private void SkipSeparator(HoconTokenKind end, string after)
    {
        var hasNewLine = SkipNewLines();
        if (Current.Kind == HoconTokenKind.Comma)
        {
            _next++;
            SkipNewLines();
            if (Current.Kind == HoconTokenKind.Comma) throw Error(Current, "two commas in a row");
        }
        else if (!hasNewLine && Current.Kind != end && Current.Kind != HoconTokenKind.End)
        {
            throw Error(Current, $"{Current.Description} after {after}", "a comma, a new line or the end");
        }
    }

    private bool SkipNewLines()
    {
        var start = _next;
        while (Current.Kind == HoconTokenKind.NewLine) _next++;
        return _next > start;
    }

    private void Descend(List<string> keys, HoconPosition position)
    {
        _path.AddRange(keys);
        if (keys.Count == 0) _nesting++;
        if (_path.Count + _nesting > DeepestNesting)
            throw new HoconSyntaxException(position, "", null, $"is nested more than {DeepestNesting} deep", null);
    }

    private HoconSyntaxException Error(HoconToken token, string problem, string? accepted = null) =>
        new(token.Position, HoconText.JoinPath(_path), null, problem, accepted);
}
