namespace ActorTls.Sessions;

/// <summary>See <see cref="Framing.Delimiter"/>.</summary>
internal sealed class DelimiterFraming : Framing
{
    private readonly byte[] _delimiter;

    internal DelimiterFraming(ReadOnlySpan<byte> delimiter, int max) : base(max, nameof(max))
    {
        if (delimiter.Length is < 1 or > LongestDelimiter)
            throw new ArgumentException($"A delimiter has 1 to {LongestDelimiter} bytes.", nameof(delimiter));
        _delimiter = delimiter.ToArray();
    }

    internal override int Overlap => _delimiter.Length - 1;

    internal override ReadOnlySpan<byte> Tail => _delimiter;

    internal override FrameSearch Find(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> data)
    {
        var end = FindEnd(kept, data);
        if (end < 0) return kept.Length + data.Length - Overlap > MaxLength ? FrameSearch.Oversize(FrameSearch.Unknown) : FrameSearch.Incomplete;

        var total = kept.Length + end;
        var length = total - _delimiter.Length;
        return length > MaxLength ? FrameSearch.Oversize(total) : FrameSearch.Complete(total, 0, length);
    }

    internal override void Check(ReadOnlySpan<byte> frame)
    {
        base.Check(frame);
        if (frame.IndexOf(_delimiter) >= 0 || EndsWithinDelimiter(frame))
            throw new ArgumentException("The frame contains the delimiter, or does with the delimiter after it: it would arrive as two.", nameof(frame));
    }

    /// <summary>How many bytes of the data there are up to the end of the first delimiter; -1 when there is none.</summary>
    private int FindEnd(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> delimiter = _delimiter;
        for (var before = Math.Min(Overlap, kept.Length); before > 0; before--)
        {
            if (kept.EndsWith(delimiter[..before]) && data.StartsWith(delimiter[before..])) return delimiter.Length - before;
        }
        var start = data.IndexOf(delimiter);
        return start < 0 ? -1 : start + delimiter.Length;
    }

    /// <summary>Whether a delimiter would begin within the frame and end within the delimiter that follows it, as "aa" does after "a".</summary>
    private bool EndsWithinDelimiter(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> delimiter = _delimiter;
        for (var before = Math.Min(Overlap, frame.Length); before > 0; before--)
        {
            if (frame.EndsWith(delimiter[..before]) && delimiter.StartsWith(delimiter[before..])) return true;
        }
        return false;
    }
}
