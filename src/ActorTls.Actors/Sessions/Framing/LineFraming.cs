namespace ActorTls.Sessions;

/// <summary>See <see cref="Framing.Lines"/>.</summary>
internal sealed class LineFraming(int max, LineEnding ending) : Framing(max, nameof(max))
{
    internal override ReadOnlySpan<byte> Tail => ending == LineEnding.CrLf ? "\r\n"u8 : "\n"u8;

    internal override FrameSearch Find(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)'\n');

        // One byte above the maximum may be the CR of a line's ending.
        if (end < 0) return kept.Length + data.Length > MaxLength + 1 ? FrameSearch.Oversize(FrameSearch.Unknown) : FrameSearch.Incomplete;

        var total = kept.Length + end + 1;
        var beforeEnd = end > 0 ? data[end - 1] : kept.IsEmpty ? 0 : kept[^1];
        var length = total - (beforeEnd == '\r' ? 2 : 1);
        return length > MaxLength ? FrameSearch.Oversize(total) : FrameSearch.Complete(total, 0, length);
    }

    internal override void Check(ReadOnlySpan<byte> frame)
    {
        base.Check(frame);
        if (frame.Contains((byte)'\n')) throw new ArgumentException("The line contains LF: it would arrive as two.", nameof(frame));
    }
}
