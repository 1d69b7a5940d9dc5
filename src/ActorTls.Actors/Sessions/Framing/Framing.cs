namespace ActorTls.Sessions;

/// <summary>
/// How a stream of bytes is divided into frames, in both directions. Immutable and thread-safe: all connections of a service share
/// one. Each framing gives a <see cref="FramedSession"/> the frames that the other side has written with the same framing.
/// </summary>
public abstract class Framing
{
    /// <summary>The largest maximum that a framing can have, in bytes.</summary>
    public const int LargestMaximum = 1 << 28;

    /// <summary>The longest delimiter, in bytes.</summary>
    internal const int LongestDelimiter = 64;

    private protected Framing(int max, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, LargestMaximum, parameter);
        MaxLength = max;
    }

    /// <summary>The most bytes that a frame may have, as <see cref="FramedSession.OnFrame"/> and <see cref="FramedSession.WriteFrame"/> have it.</summary>
    public int MaxLength { get; }

    /// <summary>
    /// Lines of text. A received line ends with LF or CR LF, which is not part of the frame. A frame that is written must contain no LF.
    /// </summary>
    /// <param name="max">The most bytes of a line without its ending; 1 to <see cref="LargestMaximum"/>.</param>
    /// <param name="ending">What is sent after each line.</param>
    public static Framing Lines(int max, LineEnding ending = LineEnding.Lf) => new LineFraming(max, ending);

    /// <summary>
    /// Frames that end with a sequence of bytes, which is not part of the frame. A frame that is written must not contain the sequence,
    /// or bring it about together with the delimiter that follows.
    /// </summary>
    /// <param name="delimiter">The sequence; 1 to 64 bytes, which are copied.</param>
    /// <param name="max">The most bytes of a frame without its delimiter; 1 to <see cref="LargestMaximum"/>.</param>
    public static Framing Delimiter(ReadOnlySpan<byte> delimiter, int max) => new DelimiterFraming(delimiter, max);

    /// <summary>
    /// Frames that tell their length in advance, as an unsigned number. With an offset of 0 the frame is what follows the number; the
    /// number is taken off, and added again by <see cref="FramedSession.WriteFrame"/>. With a larger offset the frame is the whole
    /// message from its first byte, with the number in it, and <see cref="FramedSession.WriteFrame"/> fills in the number.
    /// </summary>
    /// <param name="prefixBytes">The length of the number, in bytes; 1 to 8.</param>
    /// <param name="max">The most bytes of a frame; 1 to <see cref="LargestMaximum"/>, and no more than the number can tell.</param>
    /// <param name="endianness">The order of the number's bytes.</param>
    /// <param name="offset">How many bytes of the message precede the number; 0 to 255.</param>
    /// <param name="adjustment">
    /// How many more bytes follow the number than it tells. A number that counts itself and what precedes it has a negative
    /// adjustment: -4 for a number of four bytes at offset 0.
    /// </param>
    public static Framing LengthPrefixed(
        int prefixBytes, int max, Endianness endianness = Endianness.Big, int offset = 0, int adjustment = 0) =>
        new LengthPrefixFraming(prefixBytes, max, endianness, offset, adjustment);

    /// <summary>Frames that all have the same length, with nothing between them.</summary>
    /// <param name="size">The length of a frame, in bytes; 1 to <see cref="LargestMaximum"/>.</param>
    public static Framing Fixed(int size) => new FixedFraming(size);

    /// <summary>
    /// Looks for the end of the frame that the stream begins with. The stream is <paramref name="kept"/> and then
    /// <paramref name="data"/>; what was kept was searched before, and does not contain the end.
    /// </summary>
    internal abstract FrameSearch Find(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> data);

    /// <summary>How many of the last bytes are to be kept of a stream that is searched for the end of an oversize frame.</summary>
    internal virtual int Overlap => 0;

    /// <summary>How many bytes <see cref="WriteHead"/> writes.</summary>
    internal virtual int HeadLength => 0;

    /// <summary>What follows each frame.</summary>
    internal virtual ReadOnlySpan<byte> Tail => default;

    /// <summary>Writes what precedes <see cref="Body"/>.</summary>
    internal virtual void WriteHead(ReadOnlySpan<byte> frame, Span<byte> destination) { }

    /// <summary>The bytes of the frame that follow the head.</summary>
    internal virtual ReadOnlySpan<byte> Body(ReadOnlySpan<byte> frame) => frame;

    /// <summary>Throws for a frame that the other side would not receive as it is.</summary>
    /// <exception cref="ArgumentException">The frame cannot be written with this framing.</exception>
    internal virtual void Check(ReadOnlySpan<byte> frame)
    {
        if (frame.Length > MaxLength) throw new ArgumentException($"The frame has {frame.Length} bytes; its framing allows {MaxLength}.", nameof(frame));
    }
}
