namespace ActorTls.Sessions;

/// <summary>See <see cref="Framing.LengthPrefixed"/>.</summary>
internal sealed class LengthPrefixFraming : Framing
{
    private const int LongestOffset = 255;

    private readonly int _prefixBytes;
    private readonly Endianness _endianness;
    private readonly int _offset;
    private readonly int _adjustment;

    internal LengthPrefixFraming(int prefixBytes, int max, Endianness endianness, int offset, int adjustment) : base(max, nameof(max))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefixBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixBytes, 8);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, LongestOffset);
        ArgumentOutOfRangeException.ThrowIfLessThan(adjustment, -LargestMaximum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(adjustment, LargestMaximum);
        (_prefixBytes, _endianness, _offset, _adjustment) = (prefixBytes, endianness, offset, adjustment);
        if (max < FrameStart) throw new ArgumentOutOfRangeException(nameof(max), max, "The maximum has no room for what precedes the length, and the length.");
        var told = LengthToTell(max);
        if (told < 0 || (UInt128)told >> (8 * prefixBytes) != 0)
            throw new ArgumentOutOfRangeException(nameof(max), max, $"The length of a frame of so many bytes cannot be told in {prefixBytes} bytes.");
    }

    internal override int HeadLength => _offset + _prefixBytes;

    /// <summary>How many bytes of a frame precede those that the length is about.</summary>
    private int FrameStart => _offset == 0 ? 0 : HeadLength;

    internal override FrameSearch Find(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> data)
    {
        var arrived = kept.Length + data.Length;
        if (arrived < HeadLength) return FrameSearch.Incomplete;

        // Of a larger number it matters only that it is too large.
        var following = (long)Math.Min(ReadPrefix(kept, data), long.MaxValue / 2) + _adjustment;
        if (following < 0) return FrameSearch.Malformed;

        var total = HeadLength + following;
        if (FrameStart + following > MaxLength) return FrameSearch.Oversize(total);
        if (arrived < total) return FrameSearch.Incomplete;
        return FrameSearch.Complete((int)total, HeadLength - FrameStart, FrameStart + (int)following);
    }

    internal override void Check(ReadOnlySpan<byte> frame)
    {
        base.Check(frame);
        if (frame.Length < FrameStart || LengthToTell(frame.Length) < 0)
            throw new ArgumentException($"The frame has {frame.Length} bytes, which its length cannot tell.", nameof(frame));
    }

    internal override void WriteHead(ReadOnlySpan<byte> frame, Span<byte> destination)
    {
        frame[..Math.Min(_offset, FrameStart)].CopyTo(destination);
        var told = (ulong)LengthToTell(frame.Length);
        for (var i = 0; i < _prefixBytes; i++)
        {
            destination[_offset + (_endianness == Endianness.Little ? i : _prefixBytes - 1 - i)] = (byte)told;
            told >>= 8;
        }
    }

    internal override ReadOnlySpan<byte> Body(ReadOnlySpan<byte> frame) => frame[FrameStart..];

    private long LengthToTell(int frameLength) => (long)frameLength - FrameStart - _adjustment;

    private ulong ReadPrefix(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> data)
    {
        var value = 0UL;
        for (var i = 0; i < _prefixBytes; i++)
        {
            var at = _offset + (_endianness == Endianness.Little ? _prefixBytes - 1 - i : i);
            value = (value << 8) | (at < kept.Length ? kept[at] : data[at - kept.Length]);
        }
        return value;
    }
}
