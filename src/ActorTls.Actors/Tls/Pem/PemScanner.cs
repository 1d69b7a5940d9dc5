using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace ActorTls.Tls.Pem;

/// <summary>
/// Finds the blocks of a PEM file, and damaged blocks. The scanner passes over explanatory text between blocks (RFC 7468, section 5.2)
/// and a byte order mark at the start; a line break between two blocks may be missing. The scanner works on bytes, so that it leaves no
/// copy of a private key behind.
/// </summary>
internal ref struct PemScanner(ReadOnlySpan<byte> file)
{
    private const int MostProblems = 20;
    private const int LongestLabel = 64;
    private const string BinaryText = "binary data beside PEM";

    private static readonly SearchValues<byte> Binary =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19]);

    private static readonly SearchValues<byte> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"u8);

    private readonly ReadOnlySpan<byte> _file = file;
    private int _position;
    private int _countedTo;
    private int _line = 1;

    internal List<PemBlock> Blocks { get; } = [];

    internal List<PemProblem> Problems { get; } = [];

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    internal void Run()
    {
        while (Problems.Count < MostProblems && TryFindBegin()) ReadBlock();
        // A file without any block may be DER, in which binary data is no mistake.
        if (Blocks.Count == 0 && Problems.TrueForAll(problem => problem.Problem == BinaryText)) Problems.Clear();
    }

    /// <summary>Passes over text until a line that begins a block.</summary>
    private bool TryFindBegin()
    {
        var reportedBinary = false;
        while (_position < _file.Length)
        {
            var rest = _file[_position..];
            var length = rest.IndexOf((byte)'\n');
            var line = length < 0 ? rest : rest[..length];
            if (!reportedBinary && line.ContainsAny(Binary))
            {
                reportedBinary = true;
                Add(_position, BinaryText);
            }
            var text = WithoutSpace(line);
            if (text.StartsWith(Begin))
            {
                _position += line.Length - text.Length;
                return true;
            }
            if (PemBoundary.IsNearly(line)) Add(_position, Describe(line));
            else if (PemBoundary.IsContent(text)) Add(_position, "a line of a block that has no beginning");
            _position += length < 0 ? rest.Length : length + 1;
        }
        return false;
    }

    /// <summary>Removes white space and a byte order mark, which stands at the start of a file, or in the middle of a file that was put together from several.</summary>
    private static ReadOnlySpan<byte> WithoutSpace(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t\f\v\r"u8);
        return text.StartsWith("\uFEFF"u8) ? text[3..].TrimStart(" \t\f\v\r"u8) : text;
    }

    private static string Describe(ReadOnlySpan<byte> line) =>
        line.IndexOf(Begin) > 0 ? "a -----BEGIN that does not start its line"
        : line.TrimStart(" \t"u8).StartsWith(End) ? "an -----END line without its -----BEGIN line"
        : "a damaged -----BEGIN or -----END line";

    /// <summary>Reads the block that begins here, and moves behind it; behind its first line where the block has no end.</summary>
    private void ReadBlock()
    {
        var start = _position;
        if (ReadLabel(_file[(start + Begin.Length)..]) is not { } label)
        {
            Add(start, "a -----BEGIN line that is cut off or damaged");
            _position = start + Begin.Length;
            return;
        }
        var body = start + Begin.Length + label.Length + Dashes.Length;
        var length = _file[body..].IndexOf(Dashes);
        var end = length < 0 ? _file.Length : body + length;
        _position = end;
        if (!_file[end..].StartsWith(End))
        {
            Add(start, $"a block {label} that has no end: -----END {label}----- is missing");
            return;
        }
        var ending = ReadLabel(_file[(end + End.Length)..]);
        _position = end + End.Length + (ending is null ? 0 : ending.Length + Dashes.Length);
        if (ending != label) Add(start, $"a block {label} that ends as {ending ?? "nothing: its -----END line is damaged"}");
        else ReadContent(label, body, end, start.._position);
    }

    /// <summary>The label and the five dashes behind it, on one line; null when there is none.</summary>
    private static string? ReadLabel(ReadOnlySpan<byte> text)
    {
        var length = text[..Math.Min(text.Length, LongestLabel + Dashes.Length)].IndexOf(Dashes);
        if (length <= 0 || text[..length].ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)) return null;
        return Encoding.ASCII.GetString(text[..length]);
    }

    private void ReadContent(string label, int body, int end, Range place)
    {
        var start = place.Start.Value;
        var content = _file[body..end];
        var isEncrypted = false;
        if (content.TrimStart(" \t\r\n"u8) is var trimmed && trimmed.StartsWith("Proc-Type:"u8))
        {
            isEncrypted = label.EndsWith("PRIVATE KEY", StringComparison.Ordinal) && SkipHeaders(ref trimmed);
            if (!isEncrypted)
            {
                Add(start, $"a block {label} with headers that are not read");
                return;
            }
            content = trimmed;
        }
        if (!Base64.IsValid(content, out var length))
        {
            var wrong = content.IndexOfAnyExcept(Base64Characters);
            if (wrong >= 0) Add(end - content.Length + wrong, $"a damaged block {label}: this line is not base64");
            else Add(start, $"a damaged block {label}: its base64 is not whole");
            return;
        }
        var decoded = new byte[length];
        Base64.DecodeFromUtf8(content, decoded, out _, out _);
        Blocks.Add(new PemBlock(label, decoded, LineOf(start), place) { IsTraditionallyEncrypted = isEncrypted });
    }

    /// <summary>An empty line ends the headers.</summary>
    private static bool SkipHeaders(ref ReadOnlySpan<byte> content)
    {
        while (content.IndexOf((byte)'\n') is >= 0 and var end)
        {
            var isEmpty = content[..end].TrimEnd(" \t\r"u8).IsEmpty;
            content = content[(end + 1)..];
            if (isEmpty) return true;
        }
        return false;
    }

    private void Add(int position, string problem) => Problems.Add(new PemProblem(LineOf(position), problem));

    /// <summary>The line of a position. The count goes on from the last position that was asked for, so that a long file is counted once.</summary>
    private int LineOf(int position)
    {
        if (position < _countedTo) (_countedTo, _line) = (0, 1);
        _line += _file[_countedTo..position].Count((byte)'\n');
        _countedTo = position;
        return _line;
    }
}
