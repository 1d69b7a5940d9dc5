using System.Net;
using ActorTls.Connecting;
using CsCheck;

namespace ActorTls.Actors.Tests.Connecting;

/// <summary>What may stand in <c>upstreams</c>.</summary>
public sealed class RemoteAddressTests
{
    private static readonly Gen<int> Ports = Gen.Int[1, 65535];

    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.1", true)]
    [InlineData("[::1]:9000", "[::1]:9000", "::1", true)]
    [InlineData("[::ffff:127.0.0.1]:80", "[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", true)]
    [InlineData("127.9.9.9:1", "127.9.9.9:1", "127.9.9.9", true)]
    [InlineData("10.0.0.1:65535", "10.0.0.1:65535", "10.0.0.1", false)]
    [InlineData("[2001:db8::1]:443", "[2001:db8::1]:443", "2001:db8::1", false)]
    [InlineData("localhost:5432", "localhost:5432", "localhost", true)]
    [InlineData("DB.Internal:5432", "db.internal:5432", "db.internal", false)]
    [InlineData("localhost.example:5432", "localhost.example:5432", "localhost.example", false)]
    [InlineData("unix:/run/app.sock", "unix:/run/app.sock", null, true)]
    [InlineData("unix:app.sock", "unix:/base/app.sock", null, true)]
    public void It_is_understood(string text, string canonical, string? host, bool isLocal)
    {
        var address = Parse(text, out var problem);
        Assert.Equal("", problem);
        Assert.Equal((canonical, host, isLocal), (address!.ToString(), address.Host, address.IsLocal));
    }

    [Theory]
    [InlineData("", "has no port")]
    [InlineData("127.0.0.1", "has no port")]
    [InlineData("127.0.0.1:", "has no port from 1 to 65535")]
    [InlineData("127.0.0.1:0", "has no port from 1 to 65535")]
    [InlineData("127.0.0.1:65536", "has no port from 1 to 65535")]
    [InlineData("127.0.0.1:+80", "has no port from 1 to 65535")]
    [InlineData("127.0.0.1: 80", "has no port from 1 to 65535")]
    [InlineData("127.0.0.1:http", "has no port from 1 to 65535")]
    [InlineData("::1:80", "is an IPv6 address without brackets")]
    [InlineData("fe80::abcd", "is an IPv6 address without brackets, or has no port")]
    [InlineData("[::1]", "is an IPv6 address without brackets, or has no port")]
    [InlineData("[127.0.0.1]:80", "is not an address to connect to")]
    [InlineData("[db.internal]:80", "is not an address to connect to")]
    [InlineData("[::1]x:80", "is an IPv6 address without brackets")]
    [InlineData("0.0.0.0:80", "is an address to listen on, and none to connect to")]
    [InlineData("[::]:80", "is an address to listen on, and none to connect to")]
    [InlineData("127.1:80", "is not an address to connect to")]
    [InlineData("010.0.0.1:80", "is not an address to connect to")]
    [InlineData("0x7f000001:80", "is not an address to connect to")]
    [InlineData("256.0.0.1:80", "is not an address to connect to")]
    [InlineData("*.example:80", "is not an address to connect to")]
    [InlineData(":80", "is not an address to connect to")]
    [InlineData("a b:80", "is not an address to connect to")]
    [InlineData("http://a:80", "is an IPv6 address without brackets")]
    [InlineData("unix:", "has no usable path after unix:")]
    [InlineData("unix:a\nb", "has no usable path after unix:")]
    public void It_is_not(string text, string problem)
    {
        Assert.Null(Parse(text, out var told));
        Assert.Equal(problem, told);
    }

    [Fact]
    public void A_path_that_the_kernel_does_not_take_is_not()
    {
        Assert.Null(Parse("unix:/" + new string('x', 107), out var problem));
        Assert.StartsWith("is too long as a path of a socket", problem, StringComparison.Ordinal);
        Assert.NotNull(Parse("unix:/" + new string('x', 106), out _));
    }

    [Fact]
    public void Every_IPv4_address_and_port_comes_back() => Gen.Select(Gen.UInt, Ports).Where((address, _) => address != 0).Sample((address, port) =>
    {
        var endPoint = new IPEndPoint(new IPAddress(address), port);
        var parsed = Assert.IsType<RemoteAddress.Ip>(Parse(endPoint.ToString(), out _));
        Assert.Equal(endPoint, parsed.EndPoint);
        Assert.Equal((address & 0xff) == 127, parsed.IsLocal);
    });

    [Fact]
    public void Every_IPv6_address_and_port_comes_back() => Gen.Select(Gen.Byte.Array[16], Ports).Where((bytes, _) => bytes.Any(b => b != 0)).Sample((bytes, port) =>
    {
        var endPoint = new IPEndPoint(new IPAddress(bytes), port);
        Assert.Equal(endPoint, Assert.IsType<RemoteAddress.Ip>(Parse(endPoint.ToString(), out _)).EndPoint);
    });

    [Fact]
    public void What_is_understood_is_understood_again_the_same() =>
        Gen.OneOf(Gen.Char["abz019.-_:[]*/ "].Array[0, 20].Select(chars => new string(chars)), Gen.String).Sample(text =>
        {
            var address = Parse(text, out var problem);
            Assert.Equal(address is null, problem.Length > 0);
            if (address is not null) Assert.Equal(address, Parse(address.ToString()!, out _));
        });

    [Fact]
    public void A_socket_address_names_what_it_is()
    {
        Assert.Equal(("127.0.0.1:80", true), Describe(new IPEndPoint(IPAddress.Loopback, 80)));
        Assert.Equal(("10.0.0.1:80", false), Describe(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80)));
        Assert.Equal(("unix:/x", true), Describe(new System.Net.Sockets.UnixDomainSocketEndPoint("/x")));

        static (string, bool) Describe(EndPoint endPoint) => SocketTarget.Of(endPoint) is var target ? (target.Name, target.IsLocal) : default;
    }

    private static RemoteAddress? Parse(string text, out string problem) =>
        RemoteAddress.TryParse(text, path => Path.GetFullPath(path, "/base"), out problem);
}
