namespace ActorTls.Sessions;

/// <summary>See <see cref="Framing.Fixed"/>.</summary>
internal sealed class FixedFraming(int size) : Framing(size, nameof(size))
{
    internal override FrameSearch Find(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> data) =>
        kept.Length + data.Length < MaxLength ? FrameSearch.Incomplete : FrameSearch.Complete(MaxLength, 0, MaxLength);

    internal override void Check(ReadOnlySpan<byte> frame)
    {
        if (frame.Length != MaxLength) throw new ArgumentException($"The frame has {frame.Length} bytes, and not {MaxLength}.", nameof(frame));
    }
}
