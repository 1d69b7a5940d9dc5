using System.Buffers;
using ActorTls.Sessions;

namespace ActorTls.Actors.Tests.Sessions;

/// <summary>Framings and their decoder alone: hostile streams, wrong parameters, and what they cost.</summary>
public sealed class FramingTests
{
    private static readonly byte[] Abc = "abc"u8.ToArray();

    [Fact]
    public void A_huge_length_takes_no_memory_and_is_skipped_without_end()
    {
        var framing = Framing.LengthPrefixed(8, max: 1 << 20);
        foreach (var first in new byte[] { 0x80, 0xff, 0x7f })
        {
            var decoder = new FrameDecoder();
            ReadOnlySpan<byte> data = [first, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3];
            Assert.Equal(FrameStatus.Oversize, decoder.Next(framing, ref data, out _, out _));
            Assert.True(data.IsEmpty);
            data = new byte[100_000];
            Assert.Equal(FrameStatus.Incomplete, decoder.Next(framing, ref data, out _, out _));
            Assert.True(data.IsEmpty);
            Assert.False(decoder.IsWithinFrame);
            Assert.Null(FramingCase.KeptBy(decoder));
        }
    }

    [Fact]
    public void A_frame_takes_as_much_memory_as_has_arrived_of_it()
    {
        var framing = Framing.LengthPrefixed(4, max: 1 << 20);
        var decoder = new FrameDecoder();
        ReadOnlySpan<byte> data = [0, 0x10, 0, 0, 1, 2, 3];
        Assert.Equal(FrameStatus.Incomplete, decoder.Next(framing, ref data, out _, out _));
        Assert.InRange(FramingCase.KeptBy(decoder)!.Length, 7, 64);
        decoder.Release();
    }

    [Fact]
    public void A_length_below_what_it_counts_is_malformed()
    {
        var framing = Framing.LengthPrefixed(2, max: 100, adjustment: -2);
        var decoder = new FrameDecoder();
        ReadOnlySpan<byte> data = [0, 2, 0, 1];
        Assert.Equal(FrameStatus.Complete, decoder.Next(framing, ref data, out var frame, out _));
        Assert.True(frame.IsEmpty);
        Assert.Equal(FrameStatus.Malformed, decoder.Next(framing, ref data, out _, out _));
    }

    [Fact]
    public void While_a_long_frame_is_skipped_only_the_beginning_of_a_delimiter_is_kept()
    {
        var framing = Framing.Delimiter("--end--"u8, max: 1000);
        var decoder = new FrameDecoder();
        ReadOnlySpan<byte> data = new byte[900];
        Assert.Equal(FrameStatus.Incomplete, decoder.Next(framing, ref data, out _, out _));
        data = (byte[])[.. new byte[200], .. "--e"u8];
        Assert.Equal(FrameStatus.Oversize, decoder.Next(framing, ref data, out _, out _));
        Assert.InRange(FramingCase.KeptBy(decoder)!.Length, 6, 64);
        data = "nd--x--end--"u8;
        Assert.Equal(FrameStatus.Complete, decoder.Next(framing, ref data, out var frame, out _));
        Assert.Equal("x"u8.ToArray(), frame.ToArray());
        Assert.Null(FramingCase.KeptBy(decoder));
    }

    [Fact]
    public void A_line_that_would_arrive_as_two_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Framing.Lines(100).Check("one\ntwo"u8));
        Assert.Throws<ArgumentException>(() => Framing.Delimiter("aa"u8, 100).Check("ba"u8));
        Assert.Throws<ArgumentException>(() => Framing.Lines(2).Check(Abc));
        Framing.Lines(3).Check(Abc);
    }

    [Fact]
    public void Parameters_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("max", () => Framing.Lines(0));
        Assert.Throws<ArgumentOutOfRangeException>("max", () => Framing.Lines(Framing.LargestMaximum + 1));
        Assert.Throws<ArgumentException>("delimiter", () => Framing.Delimiter([], 10));
        Assert.Throws<ArgumentException>("delimiter", () => Framing.Delimiter(new byte[65], 10));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Framing.Fixed(0));
        Assert.Throws<ArgumentOutOfRangeException>("prefixBytes", () => Framing.LengthPrefixed(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>("prefixBytes", () => Framing.LengthPrefixed(9, 10));
        Assert.Throws<ArgumentOutOfRangeException>("max", () => Framing.LengthPrefixed(1, 256));
        Assert.Throws<ArgumentOutOfRangeException>("max", () => Framing.LengthPrefixed(1, 255, adjustment: -1));
        Assert.Throws<ArgumentOutOfRangeException>("max", () => Framing.LengthPrefixed(4, 7, offset: 4));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => Framing.LengthPrefixed(4, 1000, offset: 256));
    }

    [Theory]
    [InlineData(16 * 1024)]   // Records that end anywhere in a frame.
    [InlineData(97)]
    public void Decoding_and_encoding_allocate_nothing(int delivery)
    {
        Framing[] framings = [Framing.Lines(100), Framing.Delimiter("\r\n.\r\n"u8, 100), Framing.LengthPrefixed(4, 100), Framing.Fixed(64)];
        foreach (var framing in framings)
        {
            var frame = new byte[64];
            frame.AsSpan().Fill((byte)'x');
            var record = new byte[128];
            var length = FrameEncoder.Begin(framing, frame, record, out _, out _);
            var stream = Enumerable.Repeat(record[..length], 1_000).SelectMany(each => each).ToArray();

            Assert.Equal(1_000, Run());
            var before = GC.GetAllocatedBytesForCurrentThread();
            var frames = Run();
            Assert.Equal((1_000, 0L), (frames, GC.GetAllocatedBytesForCurrentThread() - before));

            int Run()
            {
                var decoder = new FrameDecoder();
                var count = 0;
                for (var start = 0; start < stream.Length; start += delivery)
                {
                    ReadOnlySpan<byte> data = stream.AsSpan(start, Math.Min(delivery, stream.Length - start));
                    while (!data.IsEmpty)
                    {
                        if (decoder.Next(framing, ref data, out var each, out var lease) == FrameStatus.Complete && each.SequenceEqual(frame)) count++;
                        if (lease is not null) ArrayPool<byte>.Shared.Return(lease);
                        FrameEncoder.Begin(framing, frame, record, out _, out _);
                    }
                }
                return count;
            }
        }
    }
}
