namespace ActorTls.Sessions;

/// <summary>What a framing has found at the beginning of a stream.</summary>
/// <param name="Status">What is known of the first frame.</param>
/// <param name="Total">The length of the frame with everything that frames it, in bytes; <see cref="Unknown"/> until that is known.</param>
/// <param name="Start">Where the bytes for the session begin, counted from the beginning of the stream.</param>
/// <param name="Length">How many bytes are for the session.</param>
internal readonly record struct FrameSearch(FrameStatus Status, long Total, int Start, int Length)
{
    internal const long Unknown = -1;

    internal static FrameSearch Incomplete => new(FrameStatus.Incomplete, Unknown, 0, 0);

    internal static FrameSearch Malformed => new(FrameStatus.Malformed, Unknown, 0, 0);

    internal static FrameSearch Complete(int total, int start, int length) => new(FrameStatus.Complete, total, start, length);

    internal static FrameSearch Oversize(long total) => new(FrameStatus.Oversize, total, 0, 0);
}
