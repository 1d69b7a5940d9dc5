using System.Net;
using System.Text;
using ActorTls.ProxyProtocol;

namespace ActorTls.Actors.Tests.ProxyProtocol;

/// <summary>Version 1, against the words and examples of the specification (section 2.1).</summary>
public sealed class TextHeaderTests
{
    [Fact]
    public void The_example_of_the_specification_is_read_up_to_the_request_behind_it()
    {
        const string Line = "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n";
        var decoded = Decode(Line + "GET / HTTP/1.1\r\nHost: 192.168.0.11\r\n\r\n");

        Assert.True(decoded.IsDone);
        Assert.Equal(Line.Length, decoded.Length);
        Assert.Equal(IPEndPoint.Parse("192.168.0.1:56324"), decoded.Header.Source);
        Assert.Equal(IPEndPoint.Parse("192.168.0.11:443"), decoded.Header.Destination);
    }

    [Theory]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", 56)]
    [InlineData("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", 104)]
    [InlineData("PROXY UNKNOWN\r\n", 15)]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", 107)]
    public void The_longest_lines_of_the_specification_are_read(string line, int length)
    {
        var decoded = Decode(line);
        Assert.True(decoded.IsDone);
        Assert.Equal(length, decoded.Length);
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN \r\n")]
    [InlineData("PROXY UNKNOWN any\nthing\r at all \0\r\n")]
    public void Of_an_unknown_connection_the_rest_of_the_line_is_ignored(string line)
    {
        var decoded = Decode(line + "more\r\n");
        Assert.True(decoded.IsDone);
        Assert.Equal(ProxyOrigin.Unknown, decoded.Header.Origin);
        Assert.Null(decoded.Header.Source);
        Assert.Equal(line.Length, decoded.Length);
    }

    [Theory]
    [InlineData("::1", "::1")]
    [InlineData("2001:DB8::a", "2001:db8::a")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("::ffff:c000:0201", "::ffff:192.0.2.1")]
    public void An_IPv6_address_is_read_in_each_of_its_forms(string written, string meant)
    {
        var decoded = Decode($"PROXY TCP6 {written} ::2 0 1\r\n");
        Assert.True(decoded.IsDone);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(meant), 0), decoded.Header.Source);
    }

    [Theory]
    [InlineData("PROXY TCP6 2001:db8::1 192.0.2.1 51512 443\r\n", "[2001:db8::1]:51512", "[::ffff:192.0.2.1]:443")]
    [InlineData("PROXY TCP4 192.0.2.1 2001:db8::1 51512 443\r\n", "[::ffff:192.0.2.1]:51512", "[2001:db8::1]:443")]
    [InlineData("PROXY TCP4 192.0.2.1 ::ffff:198.51.100.7 51512 443\r\n", "[::ffff:192.0.2.1]:51512", "[::ffff:198.51.100.7]:443")]
    public void The_proxy_s_own_address_may_be_of_the_other_family_as_nginx_writes_it(string line, string source, string destination)
    {
        var decoded = Decode(line);
        Assert.True(decoded.IsDone, decoded.Problem);
        Assert.Equal(IPEndPoint.Parse(source), decoded.Header.Source);
        Assert.Equal(IPEndPoint.Parse(destination), decoded.Header.Destination);
    }

    [Theory]
    [InlineData("PROXY TCP6 192.0.2.1 2001:db8::1 1 2\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 192.0.2.1 1 2\r\n")]
    [InlineData("PROXY TCP6 2001:db8::1 192.0.2.01 1 2\r\n")]
    [InlineData("PROXY TCP6 2001:db8::1 192.0.2 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 ::192.0.2.1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 [::1] 1 2\r\n")]
    [InlineData("PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n")]
    [InlineData("PROXY TCP4\t1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY tcp4 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.256 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.04 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 0x1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 16909060 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP4 ::1 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("PROXY TCP6 ::1%1 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 [::1] ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 ::1/64 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 1::2::3 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 1:2:3:4:5:6:7 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 00001::1 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 ::1.2.3.4 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 ::ffff:1.2.3.04 ::1 1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 \r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\0\r\n")]
    public void A_line_that_is_not_exactly_as_specified_is_refused(string line)
    {
        var decoded = Decode(line);
        Assert.Equal(ProxyDecodingStatus.Invalid, decoded.Status);
        Assert.NotNull(decoded.Problem);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("proxy TCP4")]
    [InlineData("PROXYTCP4")]
    [InlineData("PROXX")]
    public void What_is_no_header_is_refused_with_its_first_wrong_byte(string text)
    {
        var wrong = Enumerable.Range(1, text.Length).First(length => Decode(text[..length]).Status != ProxyDecodingStatus.NeedsMore);
        Assert.False("PROXY ".StartsWith(text[..wrong], StringComparison.Ordinal));
        Assert.Equal(ProxyDecodingStatus.Invalid, Decode(text[..wrong]).Status);
    }

    [Theory]
    [InlineData('\n')]
    [InlineData('\r')]
    [InlineData('1')]
    public void A_line_that_does_not_end_within_107_bytes_is_refused(char filling)
    {
        var line = "PROXY UNKNOWN ".PadRight(TextHeader.LongestLine, filling);
        Assert.Equal(ProxyDecodingStatus.NeedsMore, Decode(line[..^1]).Status);
        Assert.Equal(ProxyDecodingStatus.Invalid, Decode(line).Status);
        Assert.Equal(ProxyDecodingStatus.Invalid, Decode(line[..^1] + "\r\n").Status);
    }

    [Fact]
    public void A_header_is_written_as_the_specification_shows_it()
    {
        var header = ProxyHeader.Create(IPEndPoint.Parse("192.168.0.1:56324"), IPEndPoint.Parse("192.168.0.11:443"));
        Assert.Equal("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", Encoding.ASCII.GetString(TextHeader.Encode(header)));
        Assert.Equal("PROXY UNKNOWN\r\n", Encoding.ASCII.GetString(TextHeader.Encode(ProxyHeader.Unknown)));
        Assert.Equal("PROXY UNKNOWN\r\n", Encoding.ASCII.GetString(TextHeader.Encode(ProxyHeader.Unix)));
    }

    [Fact]
    public void Addresses_of_unlike_families_are_written_as_IPv6()
    {
        var header = ProxyHeader.Create(IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("[2001:db8::1]:443"));
        Assert.Equal(
            "PROXY TCP6 0:0:0:0:0:ffff:c000:201 2001:db8:0:0:0:0:0:1 1 443\r\n",
            Encoding.ASCII.GetString(TextHeader.Encode(header)));
    }

    private static ProxyDecoding Decode(string text) => ProxyHeaderDecoder.Decode(Encoding.Latin1.GetBytes(text));
}
