using System.Net;
using ActorTls.Connections;

namespace ActorTls.Actors.Tests.Connections;

public sealed class PeerAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1:80")]
    [InlineData("255.1.2.3:65535", "255.1.2.3:65535")]
    [InlineData("[::1]:443", "[::1]:443")]
    [InlineData("[2001:db8::ff]:1", "[2001:db8::ff]:1")]
    [InlineData("[::ffff:10.0.0.1]:5000", "10.0.0.1:5000")]
    public void The_kernels_address_is_read_and_written(string address, string expected)
    {
        var bytes = IPEndPoint.Parse(address).Serialize().Buffer.Span;
        Assert.Equal(expected, PeerAddress.FromSocketAddress(bytes).ToString());
        Assert.Equal(expected, PeerAddress.FromEndPoint(IPEndPoint.Parse(address)).ToString());
        Assert.Equal(IPEndPoint.Parse(expected), PeerAddress.FromSocketAddress(bytes).ToEndPoint());
    }

    [Fact]
    public void A_peer_without_an_address_is_at_a_unix_socket() =>
        Assert.Equal("unix", PeerAddress.FromSocketAddress([1, 0]).ToString());

    [Fact]
    public void The_port_does_not_count_in_a_limit_for_an_address()
    {
        var one = PeerAddress.FromSocketAddress(IPEndPoint.Parse("10.0.0.1:1").Serialize().Buffer.Span);
        var other = PeerAddress.FromSocketAddress(IPEndPoint.Parse("[::ffff:10.0.0.1]:2").Serialize().Buffer.Span);
        Assert.NotEqual(one, other);
        Assert.Equal(one.WithoutPort, other.WithoutPort);
    }
}
