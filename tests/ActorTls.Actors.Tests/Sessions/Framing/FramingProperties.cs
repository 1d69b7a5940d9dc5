using ActorTls.Sessions;
using CsCheck;

namespace ActorTls.Actors.Tests.Sessions;

/// <summary>What holds for every framing, every stream, and every way in which it arrives. CsCheck prints the seed of a failure.</summary>
public sealed class FramingProperties
{
    private static readonly Gen<int[]> Sizes = Gen.Int[1, 20].Array[1, 50];

    private static readonly Gen<(FramingCase Framing, byte[] Stream)> ShortStreams =
        FramingCase.Any.SelectMany(framing => framing.Streams(9).Select(stream => (framing, stream)));

    private static readonly Gen<(FramingCase Framing, byte[] Stream, int[] Sizes)> LongStreams =
        FramingCase.Any.SelectMany(framing => Gen.Select(framing.Streams(200), Sizes, (stream, sizes) => (framing, stream, sizes)));

    private static readonly Gen<(FramingCase Framing, byte[][] Frames, int[] Sizes)> Frames =
        FramingCase.Any.SelectMany(framing => Gen.Select(framing.Streams(12).Array[0, 10], Sizes, (frames, sizes) => (framing, frames, sizes)));

    [Fact]
    public void However_a_short_stream_is_split_its_frames_are_the_same() => ShortStreams.Sample(sample =>
    {
        var expected = sample.Framing.Oracle(sample.Stream);
        for (var cuts = 0; cuts < 1 << Math.Max(sample.Stream.Length - 1, 0); cuts++)
            Assert.Equal(expected, sample.Framing.Decode(SplitAt(sample.Stream, cuts)));
    }, iter: 2_000, print: sample => $"{sample.Framing}: {Convert.ToHexString(sample.Stream)}");

    [Fact]
    public void However_a_long_stream_arrives_its_frames_are_the_same() => LongStreams.Sample(
        sample => Assert.Equal(sample.Framing.Oracle(sample.Stream), sample.Framing.Decode(SplitInto(sample.Stream, sample.Sizes))),
        iter: 20_000, print: sample => $"{sample.Framing}: {Convert.ToHexString(sample.Stream)} in {string.Join(',', sample.Sizes)}");

    [Fact]
    public void What_is_written_is_received_and_what_would_not_be_is_refused() => Frames.Sample(sample =>
    {
        var (written, expected) = (new List<byte>(), new List<string>());
        foreach (var frame in sample.Frames)
        {
            if (!TryEncode(sample.Framing.Framing, frame, out var encoded))
            {
                AssertRefusedWithReason(sample.Framing, frame);
                continue;
            }
            written.AddRange(encoded);
            expected.Add(FrameOracle.Frame(AsReceived(sample.Framing, frame, encoded)));
        }
        Assert.Equal(expected, sample.Framing.Decode(SplitInto([.. written], sample.Sizes)));
    }, iter: 20_000, print: sample => $"{sample.Framing}: {string.Join(' ', sample.Frames.Select(Convert.ToHexString))}");

    [Fact]
    public void Where_a_record_ends_makes_no_difference_to_what_is_written() => Frames.Sample(sample =>
    {
        foreach (var frame in sample.Frames)
        {
            if (!TryEncode(sample.Framing.Framing, frame, out var whole)) continue;
            for (var size = Math.Max(sample.Framing.Framing.HeadLength, 1); size <= whole.Length; size++) Assert.Equal(whole, Encode(sample.Framing.Framing, frame, size));
        }
    });

    private static bool TryEncode(Framing framing, byte[] frame, out byte[] encoded)
    {
        encoded = [];
        try
        {
            framing.Check(frame);
        }
        catch (ArgumentException)
        {
            return false;
        }
        encoded = Encode(framing, frame, 64);
        return true;
    }

    private static byte[] Encode(Framing framing, byte[] frame, int size)
    {
        var record = new byte[size];
        var count = FrameEncoder.Begin(framing, frame, record, out var rest, out var tail);
        return [.. record[..count], .. rest, .. tail];
    }

    /// <summary>Of a message that has its length in it, the length is filled in. A line loses a CR at its end.</summary>
    private static byte[] AsReceived(FramingCase framing, byte[] frame, byte[] encoded) =>
        framing.Framing is LineFraming { Tail.Length: 1 } && frame is [.., (byte)'\r'] ? frame[..^1]
        : encoded.Length == frame.Length ? encoded
        : frame;

    /// <summary>The other side would have received something else, or nothing.</summary>
    private static void AssertRefusedWithReason(FramingCase framing, byte[] frame)
    {
        if (frame.Length > framing.Framing.MaxLength) return;
        if (framing.Delimiter.Length > 0) Assert.NotEqual([FrameOracle.Frame(frame)], framing.Decode([[.. frame, .. framing.Framing.Tail]]));
        else if (framing.Framing is FixedFraming) Assert.NotEqual(framing.Framing.MaxLength, frame.Length);
        else Assert.True(frame.Length < framing.Framing.HeadLength + 3, "A length that can be told was refused.");
    }

    /// <summary>Cuts after the byte i where bit i is set.</summary>
    private static IEnumerable<byte[]> SplitAt(byte[] stream, int cuts)
    {
        var start = 0;
        for (var end = 1; end <= stream.Length; end++)
        {
            if (end < stream.Length && (cuts & (1 << (end - 1))) == 0) continue;
            yield return stream[start..end];
            start = end;
        }
    }

    private static IEnumerable<byte[]> SplitInto(byte[] stream, int[] sizes)
    {
        for (var (start, i) = (0, 0); start < stream.Length; i++)
        {
            var end = Math.Min(start + sizes[i % sizes.Length], stream.Length);
            yield return stream[start..end];
            start = end;
        }
    }
}
