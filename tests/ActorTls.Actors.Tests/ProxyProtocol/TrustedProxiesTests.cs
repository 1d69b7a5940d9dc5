using System.Net;
using ActorTls.Configuration;
using ActorTls.ProxyProtocol;

namespace ActorTls.Actors.Tests.ProxyProtocol;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db9::1", false)]
    public void An_address_counts_when_one_of_the_ranges_has_it(string address, bool expected) =>
        Assert.Equal(expected, Compile("10.0.0.0/8", "2001:db8::/32")!.Contains(IPAddress.Parse(address)));

    [Fact]
    public void At_a_unix_socket_the_file_has_decided() => Assert.True(Compile()!.Contains(null));

    [Fact]
    public void Nobody_is_trusted_where_nobody_is_named() => Assert.False(Compile()!.Contains(IPAddress.Loopback));

    [Theory]
    [InlineData("localhost", "is not an IP address or a range of them")]
    [InlineData("10.0.0.0/33", "is not an IP address or a range of them")]
    [InlineData("10.0.0.1/8", "has bits set behind its prefix")]
    public void What_is_no_range_is_told(string text, string problem)
    {
        var report = new ConfigurationReport();
        Assert.Null(TrustedProxies.Compile([new Located<string>("10.0.0.0/8", default), new Located<string>(text, default)], report));
        Assert.Equal(problem, Assert.Single(report.Errors).Problem);
    }

    private static TrustedProxies? Compile(params string[] ranges) =>
        TrustedProxies.Compile([.. ranges.Select(range => new Located<string>(range, default))], new ConfigurationReport());
}
