namespace ActorTls.Load.Scenarios.Client;

/// <summary>
/// The bytes that clients send. Each position of a stream has its own byte, by an offset of the stream's own, so that
/// bytes that are lost, doubled, out of order or another connection's are not those that are expected.
/// </summary>
internal static class Pattern
{
    /// <summary>The longest piece that can be had at once.</summary>
    public const int LongestSlice = 64 * 1024;

    // A prime, so that no block size of anybody lines up with it.
    private const int Period = 65_521;

    private static readonly byte[] Bytes = Create();
    private static int s_streams;

    /// <summary>An offset for a new stream.</summary>
    public static int NextOffset() => (int)((uint)Interlocked.Increment(ref s_streams) * 7_919L % Period);

    /// <summary>What stands from a position on, for at most <see cref="LongestSlice"/> bytes.</summary>
    public static ReadOnlySpan<byte> Slice(int offset, long position, int length) =>
        Bytes.AsSpan((int)((offset + position) % Period), length);

    private static byte[] Create()
    {
        var bytes = new byte[Period + LongestSlice];
        // A xorshift generator: any sequence without short repetitions will do.
        var state = 0x9E3779B97F4A7C15UL;
        for (var i = 0; i < Period; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes[i] = (byte)(state >> 32);
        }
        // Byte by byte, since the longest slice is longer than the period, and its end has to be copied from what was copied before.
        for (var i = Period; i < bytes.Length; i++) bytes[i] = bytes[i - Period];
        return bytes;
    }
}
