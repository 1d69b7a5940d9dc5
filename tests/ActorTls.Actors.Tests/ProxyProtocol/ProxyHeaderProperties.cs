using System.Collections.Immutable;
using System.Net;
using System.Text;
using ActorTls.ProxyProtocol;
using CsCheck;

namespace ActorTls.Actors.Tests.ProxyProtocol;

/// <summary>What holds for every header, and for every other text that a stranger may send.</summary>
public sealed class ProxyHeaderProperties
{
    private static readonly string[] Pieces =
        ["TCP4 ", "TCP6 ", "UNKNOWN", " ", "\r", "\n", "\r\n", "1.2.3.4 ", "::1 ", "0", "65535", "65536 ", "\0", "é"];

    private static readonly Gen<IPEndPoint> IPv4 = Gen.Select(Gen.Byte.Array[4], Gen.UShort, (address, port) => new IPEndPoint(new IPAddress(address), port));

    private static readonly Gen<IPEndPoint> IPv6 = Gen.Select(
        Gen.OneOf(Gen.Byte.Array[16], Gen.Byte.Array[4].Select(bytes => IPAddress.Parse("::ffff:0:0").GetAddressBytes()[..12].Concat(bytes).ToArray())),
        Gen.UShort, (address, port) => new IPEndPoint(new IPAddress(address), port));

    private static readonly Gen<ProxyHeader> Headers = Gen.Frequency(
        (4, Gen.Select(IPv4, IPv4, ProxyHeader.Create)),
        (4, Gen.Select(IPv6, IPv6, ProxyHeader.Create)),
        (1, Gen.Select(IPv4, IPv6, ProxyHeader.Create)),
        (1, Gen.Const(ProxyHeader.Unknown)),
        (1, Gen.Const(ProxyHeader.Unix)));

    private static readonly Gen<ImmutableArray<ProxyTlv>> Tlvs =
        Gen.Select(Gen.Byte.Where(type => type != ProxyTlvTypes.Crc32C), Gen.Byte.Array[0, 200], (type, value) => new ProxyTlv(type, value))
            .Array[0, 5].Select(tlvs => tlvs.ToImmutableArray());

    /// <summary>Headers, headers with a few bytes changed, their pieces, and noise.</summary>
    private static readonly Gen<byte[]> Texts = Gen.Frequency(
        (3, Gen.Select(Headers, Gen.Byte.Array[0, 40], (header, rest) => TextHeader.Encode(header).Concat(rest).ToArray())),
        (3, Gen.Select(Headers, Tlvs, Gen.Byte.Array[0, 40], (header, tlvs, rest) => BinaryHeader.Encode(header with { Tlvs = tlvs }).Concat(rest).ToArray())),
        (2, Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[1, 20].Select(pieces => Encoding.Latin1.GetBytes("PROXY " + string.Concat(pieces)))),
        (2, Gen.Byte.Array[0, 300].Select(bytes => (byte[])[.. BinaryHeader.Signature, .. bytes])),
        (1, Gen.Byte.Array[0, 300]));

    private static readonly Gen<byte[]> Changed = Gen.Select(
        Texts, Gen.Select(Gen.UShort, Gen.Byte).Array[0, 3], (text, changes) =>
        {
            var changed = text.ToArray();
            foreach (var (at, value) in changes)
            {
                if (changed.Length > 0) changed[at % changed.Length] = value;
            }
            return changed;
        });

    [Fact]
    public void What_is_written_as_text_is_read_again() => Gen.Select(Headers, Gen.Byte.Array[0, 40]).Sample((header, rest) =>
    {
        var bytes = TextHeader.Encode(header);
        var decoded = ProxyHeaderDecoder.Decode([.. bytes, .. rest]);
        return decoded.IsDone && decoded.Length == bytes.Length && bytes.Length <= TextHeader.LongestLine &&
            Equals(decoded.Header.Source, header.Source) && Equals(decoded.Header.Destination, header.Destination);
    });

    [Fact]
    public void What_is_written_in_binary_is_read_again() => Gen.Select(Headers, Tlvs, Gen.Byte.Array[0, 40]).Sample((header, tlvs, rest) =>
    {
        var bytes = BinaryHeader.Encode(header with { Tlvs = tlvs });
        var decoded = ProxyHeaderDecoder.Decode([.. bytes, .. rest]);

        // Where the family is not specified, nobody can tell where the vectors begin.
        var expected = header.Origin == ProxyOrigin.Unknown ? [] : tlvs;
        return decoded.IsDone && decoded.Length == bytes.Length && decoded.Header.Origin == header.Origin &&
            Equals(decoded.Header.Source, header.Source) && Equals(decoded.Header.Destination, header.Destination) &&
            decoded.Header.Tlvs.SequenceEqual(expected);
    });

    [Fact]
    public void However_the_bytes_arrive_the_answer_is_the_same_and_never_taken_back() => Changed.Sample(bytes =>
    {
        var whole = ProxyHeaderDecoder.Decode(bytes);
        var first = ProxyDecoding.NeedsMore;
        for (var length = 0; length <= bytes.Length; length++)
        {
            var decoded = ProxyHeaderDecoder.Decode(bytes.AsSpan(0, length));
            if (first.Status == ProxyDecodingStatus.NeedsMore) first = decoded;
            else if (!Same(first, decoded)) return false;

            // Whoever reads all there is while more is needed has not read beyond the header.
            if (decoded.IsDone && decoded.Length > length) return false;
            if (decoded.Status == ProxyDecodingStatus.NeedsMore && whole.IsDone && length >= whole.Length) return false;
        }
        return Same(first, whole);
    }, iter: 3_000);

    [Fact]
    public void A_problem_is_told_in_our_own_words() => Changed.Sample(bytes =>
    {
        var decoded = ProxyHeaderDecoder.Decode(bytes);
        return decoded.Status != ProxyDecodingStatus.Invalid || decoded.Problem!.All(c => c is >= ' ' and <= '~');
    });

    [Fact]
    public void No_header_needs_more_than_the_limit() => Changed.Sample(bytes =>
    {
        var padded = new byte[ProxyHeaderDecoder.LongestHeader];
        bytes.AsSpan(0, Math.Min(bytes.Length, padded.Length)).CopyTo(padded);
        return ProxyHeaderDecoder.Decode(padded).Status != ProxyDecodingStatus.NeedsMore;
    });

    private static bool Same(ProxyDecoding one, ProxyDecoding other) =>
        one.Status == other.Status && one.Length == other.Length && one.Problem == other.Problem &&
        Equals(one.Header?.Source, other.Header?.Source) && Equals(one.Header?.Destination, other.Header?.Destination);
}
