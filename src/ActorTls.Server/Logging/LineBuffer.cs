using System.Text;

namespace ActorTls.Server.Logging;

/// <summary>
/// Gathers events and writes them as whole lines. What cannot be written is dropped and counted; but an event of which a part has
/// arrived is finished before anything else, so that no line ever continues another's. One thread at a time.
/// </summary>
internal sealed class LineBuffer(ILogOutput output)
{
    private readonly List<int> _ends = [];   // Where each event ends.
    private byte[] _bytes = new byte[16 * 1024];
    private int _length;
    private bool _beginsTorn;

    /// <summary>How much waits to be written, in bytes.</summary>
    public int Length => _length;

    /// <summary>Adds an event, with the end of its line.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var needed = _length + Encoding.UTF8.GetMaxByteCount(text.Length);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        _ends.Add(_length);
    }

    /// <summary>Writes all there is; null, or why it could not be.</summary>
    /// <param name="lost">Events that were dropped.</param>
    public string? Flush(out int lost)
    {
        lost = 0;
        var written = 0;
        try
        {
            while (written < _length) written += output.Write(_bytes.AsSpan(written, _length - written));
            Clear();
            return null;
        }
        catch (IOException e)
        {
            lost = Drop(written);
            return e.Message;
        }
    }

    /// <summary>Keeps the rest of an event of which a part has arrived, and nothing else.</summary>
    private int Drop(int written)
    {
        var arrived = _ends.FindLastIndex(end => end <= written);
        var torn = arrived + 1;
        var begin = arrived < 0 ? 0 : _ends[arrived];
        var isTorn = written > begin || (torn == 0 && _beginsTorn);
        var lost = _ends.Count - torn - (isTorn ? 1 : 0);
        if (!isTorn)
        {
            Clear();
            return lost;
        }

        var end = _ends[torn];
        _bytes.AsSpan(written, end - written).CopyTo(_bytes);
        _length = end - written;
        _ends.Clear();
        _ends.Add(_length);
        _beginsTorn = true;
        return lost;
    }

    private void Clear()
    {
        (_length, _beginsTorn) = (0, false);
        _ends.Clear();
    }
}
