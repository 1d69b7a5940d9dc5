using System.Buffers;
using System.Reflection;
using ActorTls.Sessions;
using CsCheck;

namespace ActorTls.Actors.Tests.Sessions;

/// <summary>A framing, and what it must find by the plain oracle.</summary>
internal sealed record FramingCase(string Name, Framing Framing, byte[] Delimiter, Func<byte[], List<string>> Oracle)
{
    private static readonly FieldInfo KeptField = typeof(FrameDecoder).GetField("_kept", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly Gen<byte[]> Delimiters = Gen.OneOf(
        OneOf("a"u8.ToArray(), "ab"u8.ToArray(), "aa"u8.ToArray(), "aba"u8.ToArray(), "\r\n"u8.ToArray(), "aaaa"u8.ToArray()),
        Letters.Array[1, 5]);

    private static readonly Gen<FramingCase> AnyLines = Gen.Select(
        Gen.Int[1, 6], OneOf(LineEnding.Lf, LineEnding.CrLf), (max, ending) => new FramingCase(
            $"lines of {max} {ending}", Framing.Lines(max, ending), "\n"u8.ToArray(), stream => FrameOracle.Lines(stream, max)));

    private static readonly Gen<FramingCase> AnyDelimiter = Gen.Select(
        Gen.Int[1, 6], Delimiters, (max, delimiter) => new FramingCase(
            $"{max} bytes until {Convert.ToHexString(delimiter)}", Framing.Delimiter(delimiter, max), delimiter,
            stream => FrameOracle.Delimiter(stream, delimiter, max)));

    private static readonly Gen<FramingCase> AnyLengthPrefix = Gen.Select(
        Gen.Int[1, 8], Gen.Int[1, 6], Gen.Bool, Gen.OneOf(Gen.Const(0), Gen.Int[0, 3]), Gen.OneOf(Gen.Const(0), Gen.Int[-6, 2]),
        (prefixBytes, more, isBig, offset, adjustment) =>
        {
            var max = (offset == 0 ? 0 : offset + prefixBytes) + 2 + more;
            return new FramingCase(
                $"length in {prefixBytes} bytes at {offset}, big {isBig}, adjusted by {adjustment}, at most {max}",
                Framing.LengthPrefixed(prefixBytes, max, isBig ? Endianness.Big : Endianness.Little, offset, adjustment), [],
                stream => FrameOracle.LengthPrefixed(stream, prefixBytes, max, isBig, offset, adjustment));
        });

    private static readonly Gen<FramingCase> AnyFixed = Gen.Int[1, 6].Select(size =>
        new FramingCase($"{size} bytes", Framing.Fixed(size), [], stream => FrameOracle.Fixed(stream, size)));

    /// <summary>All kinds, with small maxima, so that streams meet and exceed them often.</summary>
    internal static Gen<FramingCase> Any { get; } = Gen.OneOf(AnyLines, AnyDelimiter, AnyLengthPrefix, AnyFixed);

    private static Gen<byte> Letters => OneOf((byte)'a', (byte)'b', (byte)'\r', (byte)'\n');

    /// <summary>Bytes that mean something to some framing: delimiters and parts of them, small and huge lengths.</summary>
    internal Gen<byte[]> Streams(int longest) => Gen.Frequency(
        (4, Letters.Select(each => new[] { each })),
        (2, Gen.Const(Delimiter)),
        (2, OneOf(Delimiter.SkipLast(1).ToArray(), "\r\n"u8.ToArray())),
        (6, Gen.Byte[0, 9].Select(each => new[] { each })),
        (3, Gen.Int[0, 7].Select(zeros => new byte[zeros])),
        (1, Gen.Byte.Select(each => new[] { each }))).Array[0, longest].Select(pieces => pieces.SelectMany(piece => piece).Take(longest).ToArray());

    /// <summary>What a decoder finds in a stream that arrives in pieces. It must hold no memory when it is between frames.</summary>
    internal List<string> Decode(IEnumerable<byte[]> pieces)
    {
        var events = new List<string>();
        var decoder = new FrameDecoder();
        foreach (var piece in pieces)
        {
            var delivered = piece.ToArray();
            ReadOnlySpan<byte> data = delivered;
            while (!data.IsEmpty)
            {
                var hadBegun = decoder.IsWithinFrame;
                var status = decoder.Next(Framing, ref data, out var frame, out var lease);
                if (status == FrameStatus.Complete)
                {
                    // A frame that lies in the piece was not copied.
                    Assert.True(hadBegun || lease is null);
                    Assert.True(lease is not null || frame.IsEmpty || frame.Overlaps(delivered));
                    events.Add(FrameOracle.Frame(frame));
                    Assert.Null(KeptField.GetValue(decoder));
                    Framing.Check(frame);   // What was received can be sent back.
                }
                else if (status == FrameStatus.Oversize) events.Add(FrameOracle.Oversize);
                else if (status == FrameStatus.Malformed) return [.. events, FrameOracle.Malformed];
                if (lease is not null) Return(lease);
            }
            Array.Fill(delivered, (byte)0xee);   // The memory of a delivery is another's next.
        }
        if (decoder.IsWithinFrame)
        {
            events.Add(FrameOracle.Incomplete(decoder.TakeIncomplete(out var lease)));
            Return(lease!);
        }
        decoder.Release();
        return events;
    }

    internal static byte[]? KeptBy(in FrameDecoder decoder) => (byte[]?)KeptField.GetValue(decoder);

    public override string ToString() => Name;

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Return(byte[] lease)
    {
        Array.Fill(lease, (byte)0xdd);
        ArrayPool<byte>.Shared.Return(lease);
    }
}
