using System.Net;
using System.Text;
using ActorTls.ProxyProtocol;

namespace ActorTls.Actors.Tests.ProxyProtocol;

/// <summary>Version 2, against the words of the specification (section 2.2).</summary>
public sealed class BinaryHeaderTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";

    [Fact]
    public void Addresses_and_ports_stand_where_the_specification_puts_them()
    {
        var decoded = Decode(Signature + "21" + "11" + "000C" + "C0000201" + "C6336402" + "1F90" + "01BB" + "AABB");
        Assert.True(decoded.IsDone);
        Assert.Equal(28, decoded.Length);
        Assert.Equal(IPEndPoint.Parse("192.0.2.1:8080"), decoded.Header.Source);
        Assert.Equal(IPEndPoint.Parse("198.51.100.2:443"), decoded.Header.Destination);

        decoded = Decode(Signature + "21" + "21" + "0024" + "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002" + "0001" + "FFFF");
        Assert.True(decoded.IsDone);
        Assert.Equal(52, decoded.Length);
        Assert.Equal(IPEndPoint.Parse("[2001:db8::1]:1"), decoded.Header.Source);
        Assert.Equal(IPEndPoint.Parse("[2001:db8::2]:65535"), decoded.Header.Destination);
    }

    [Theory]
    [InlineData("20", "00", "", "a health check")]
    [InlineData("20", "11", "C0000201C63364021F9001BB", "a local connection with addresses, which do not count")]
    [InlineData("20", "FF", "0102", "a local connection with whatever else")]
    [InlineData("21", "00", "0102", "an unspecified protocol, which ends the known part")]
    [InlineData("21", "10", "", "IPv4 of an unspecified protocol")]
    [InlineData("21", "01", "", "a stream of an unspecified family")]
    [InlineData("21", "12", "C0000201C63364021F9001BB", "a datagram")]
    public void Where_no_addresses_are_told_those_of_the_connection_count(string command, string family, string rest, string what)
    {
        var decoded = Decode($"{Signature}{command}{family}{rest.Length / 2:X4}{rest}");
        Assert.True(decoded.IsDone, what);
        Assert.Equal(ProxyOrigin.Unknown, decoded.Header.Origin);
        Assert.Equal(16 + rest.Length / 2, decoded.Length);
    }

    [Fact]
    public void A_client_at_a_unix_socket_has_no_address()
    {
        var decoded = Decode($"{Signature}2131{216:X4}{Convert.ToHexString(Encoding.ASCII.GetBytes("/run/client.sock".PadRight(216, '\0')))}");
        Assert.True(decoded.IsDone);
        Assert.Equal(ProxyOrigin.Unix, decoded.Header.Origin);
        Assert.Null(decoded.Header.Source);
    }

    [Theory]
    [InlineData("11", "", "version 1 in binary")]
    [InlineData("31", "", "a later version")]
    [InlineData("22", "", "an unknown command")]
    [InlineData("21", "41", "an unknown family")]
    [InlineData("21", "13", "an unknown protocol")]
    public void An_unknown_value_is_refused_with_its_byte(string command, string family, string what)
    {
        var decoded = Decode(Signature + command + family);
        Assert.True(decoded.Status == ProxyDecodingStatus.Invalid, what);
    }

    [Theory]
    [InlineData("11", 11)]
    [InlineData("12", 0)]
    [InlineData("21", 35)]
    [InlineData("31", 215)]
    public void A_length_without_room_for_the_addresses_is_refused_before_they_come(string family, int length) =>
        Assert.Equal("the PROXY header is too short for its addresses", Decode($"{Signature}21{family}{length:X4}").Problem);

    [Fact]
    public void A_header_over_the_limit_is_refused_before_it_comes()
    {
        Assert.Equal(ProxyDecodingStatus.NeedsMore, Decode($"{Signature}20{0:X2}{4080:X4}").Status);
        Assert.Equal("the PROXY header is longer than 4096 bytes", Decode($"{Signature}20{0:X2}{4081:X4}").Problem);
    }

    [Fact]
    public void Vectors_are_read_in_their_order()
    {
        var decoded = DecodeWithTlvs("010002" + "6832" + "040000" + "020001" + "61" + "EE0003" + "010203");
        Assert.True(decoded.IsDone);
        Assert.Equal(
            [(ProxyTlvTypes.Alpn, "6832"), (ProxyTlvTypes.NoOperation, ""), (ProxyTlvTypes.Authority, "61"), (0xEE, "010203")],
            decoded.Header.Tlvs.Select(tlv => (tlv.Type, Convert.ToHexString(tlv.Value.Span))));
    }

    [Theory]
    [InlineData("01", "the PROXY header ends within the prefix of a TLV")]
    [InlineData("0100", "the PROXY header ends within the prefix of a TLV")]
    [InlineData("010001", "the PROXY header ends within a TLV")]
    [InlineData("0100026832" + "02FFFF61", "the PROXY header ends within a TLV")]
    [InlineData("030004" + "00000000", "the PROXY header does not match its checksum")]
    [InlineData("030003" + "000000", "the PROXY header has a malformed checksum")]
    [InlineData("030000", "the PROXY header has a malformed checksum")]
    public void A_malformed_vector_is_refused(string tlvs, string problem) => Assert.Equal(problem, DecodeWithTlvs(tlvs).Problem);

    [Fact]
    public void A_checksum_is_verified_wherever_it_stands()
    {
        var bytes = WithChecksum([new ProxyTlv(0xEE, new byte[5])], [new ProxyTlv(ProxyTlvTypes.NoOperation, new byte[2])]);
        Assert.True(ProxyHeaderDecoder.Decode(bytes).IsDone);

        for (var i = 16; i < bytes.Length; i++)
        {
            if (i == 36) continue;   // What is not of the checksum's type is no checksum.
            bytes[i] ^= 1;
            Assert.Equal(ProxyDecodingStatus.Invalid, ProxyHeaderDecoder.Decode(bytes).Status);
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void A_second_checksum_is_refused()
    {
        // The second one would be right for a header whose first one is of zeros.
        var bytes = WithChecksum([], [new ProxyTlv(ProxyTlvTypes.Crc32C, new byte[4])]);
        Assert.Equal("the PROXY header has a malformed checksum", ProxyHeaderDecoder.Decode(bytes).Problem);
    }

    [Fact]
    public void A_header_is_written_as_the_specification_shows_it()
    {
        var header = ProxyHeader.Create(IPEndPoint.Parse("192.0.2.1:8080"), IPEndPoint.Parse("198.51.100.2:443")) with
        {
            Tlvs = [new ProxyTlv(ProxyTlvTypes.Authority, "a.b"u8.ToArray())],
        };
        Assert.Equal(
            Signature + "21" + "11" + "0012" + "C0000201" + "C6336402" + "1F90" + "01BB" + "020003" + "612E62",
            Convert.ToHexString(BinaryHeader.Encode(header)));
        Assert.Equal(Signature + "20" + "00" + "0000", Convert.ToHexString(BinaryHeader.Encode(ProxyHeader.Unknown)));
        Assert.Equal(Signature + "21" + "31" + "00D8" + new string('0', 432), Convert.ToHexString(BinaryHeader.Encode(ProxyHeader.Unix)));
    }

    private static ProxyDecoding DecodeWithTlvs(string tlvs) =>
        Decode($"{Signature}2111{12 + tlvs.Length / 2:X4}C0000201C63364021F9001BB{tlvs}");

    private static byte[] WithChecksum(ProxyTlv[] before, ProxyTlv[] after)
    {
        var header = ProxyHeader.Create(IPEndPoint.Parse("192.0.2.1:8080"), IPEndPoint.Parse("198.51.100.2:443"));
        var bytes = BinaryHeader.Encode(header with { Tlvs = [.. before, new ProxyTlv(ProxyTlvTypes.Crc32C, new byte[4]), .. after] });
        var at = 28 + before.Sum(tlv => tlv.EncodedLength) + ProxyTlv.PrefixLength;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), Crc32C(bytes));
        return bytes;
    }

    /// <summary>Bit by bit from the reversed polynomial of RFC 4960, appendix B.</summary>
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }

    private static ProxyDecoding Decode(string hex) => ProxyHeaderDecoder.Decode(Convert.FromHexString(hex));
}
