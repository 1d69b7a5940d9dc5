using System.Text;

namespace ActorTls.Configuration.Hocon;

/// <summary>Collects the pieces of one value. Texts next to each other, and the space between them, become one.</summary>
internal sealed class HoconExpressionBuilder
{
    private readonly List<HoconPiece> _pieces = [];
    private readonly StringBuilder _text = new();
    private HoconToken _firstText;
    private int _texts;

    public bool IsEmpty => _pieces.Count == 0 && _texts == 0;

    public void AddText(HoconToken token)
    {
        if (_texts == 0 && _pieces.Count > 0) AddSpace(token);
        if (_texts == 0) _firstText = token;
        else _text.Append(token.Space);
        _text.Append(token.Text);
        _texts++;
    }

    public void Add(HoconToken token, HoconPiece piece)
    {
        var isFirst = IsEmpty;
        EndText();
        if (!isFirst) AddSpace(token);
        _pieces.Add(piece);
    }

    public HoconExpression Build()
    {
        EndText();
        return new HoconExpression(_pieces);
    }

    private void AddSpace(HoconToken token)
    {
        if (token.Space.Length > 0) _pieces.Add(new SpacePiece(token.Position, token.Space));
    }

    private void EndText()
    {
        if (_texts == 0) return;
        var isNull = _texts == 1 && _firstText is { Kind: HoconTokenKind.Unquoted, Text: "null" };
        _pieces.Add(new TextPiece(_firstText.Position, _text.ToString(), isNull));
        _text.Clear();
        _texts = 0;
    }
}
