using System.Text;

namespace ActorTls.Configuration.Hocon;

/// <summary>
/// Joins the values of pieces that stand side by side: only texts, only lists, or only objects. What is undefined counts as
/// empty, unless all of it is.
/// </summary>
internal sealed class HoconConcatenation(HoconPosition position, HoconWork work)
{
    public const string ConflictText = "text, lists and objects cannot be joined with each other";

    private readonly StringBuilder _text = new();
    private readonly List<LazyElement> _elements = [];
    private LazyValue? _single;
    private int _defined;

    /// <summary>The place of a piece that does not fit to those before it.</summary>
    public HoconPosition? Conflict { get; private set; }

    /// <summary>The joined value; null when nothing was defined.</summary>
    public LazyValue? Result => (_defined, _single) switch
    {
        (0, _) => null,
        (_, LazyObject) => _single,
        (1, LazyList) => _single,
        (_, LazyList) => new LazyList(position, _elements),
        (1, LazyText text) when text.Text.Length == _text.Length => _single,
        _ => new LazyText(position, _text.ToString(), isNull: false),
    };

    /// <summary>Adds a piece; an object comes already joined with the objects before it.</summary>
    public void Add(HoconPiece piece, LazyValue? value)
    {
        if (piece is SpacePiece space) _text.Append(space.Text);
        if (value is null) return;
        if (_single is not null && _single.GetType() != value.GetType()) Conflict ??= piece.Position;
        _defined++;
        _single = value;
        if (value is LazyText text)
        {
            work.Take(text.Text.Length, piece.Position);
            _text.Append(text.Text);
        }
        else if (value is LazyList list)
        {
            work.Take(list.Elements.Count, piece.Position);
            _elements.AddRange(list.Elements);
        }
    }
}
