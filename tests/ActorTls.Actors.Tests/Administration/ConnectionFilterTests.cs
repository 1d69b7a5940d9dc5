using System.Net;
using ActorTls.Actors.Tests.Connections;
using ActorTls.Administration;
using ActorTls.Authentication;
using ActorTls.Connections;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Administration;

/// <summary>Which connections a filter means.</summary>
public sealed class ConnectionFilterTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly PeerIdentity Alice = Identity();

    public static TheoryData<string, bool> Filters() => new()
    {
        { "all", true },
        { "listener front", true }, { "listener fron", false },
        { "phase established", true }, { "phase closing", false },
        { "identity cn=alice", true }, { "identity cn=Alice", false }, { "identity common-name=alice", true },
        { "identity dns=*.example", true }, { "identity uri=spiffe://example.org/**", true }, { "identity dns=alice", false },
        { "serial", true }, { "serial lower", true }, { "serial 00", false },
        { "address 192.0.2.7", true }, { "address 192.0.2.0/24", true }, { "address 192.0.2.8", false }, { "address 2001:db8::/32", false },
        { "service echo", true }, { "service forward", false },
        { "upstream db-1", true }, { "upstream db-2", false },
        { "generation 3", true }, { "generation 2", false },
        { "older-than 59", true }, { "older-than 60", false },
        { "expires-within 8", true }, { "expires-within 6", false },
    };

    [Theory, MemberData(nameof(Filters))]
    public void Every_field_is_compared(string filter, bool isMeant) => Assert.Equal(isMeant, Read(filter).Matches(Snapshot(), Now));

    [Fact]
    public void All_fields_that_are_set_must_be_met()
    {
        Assert.True(new ConnectionFilter { Listener = "front", Generation = 3 }.Matches(Snapshot(), Now));
        Assert.False(new ConnectionFilter { Listener = "front", Generation = 4 }.Matches(Snapshot(), Now));
    }

    [Theory]
    [InlineData("identity cn=alice")]
    [InlineData("identity dns=*.example")]
    [InlineData("serial 00")]
    [InlineData("expires-within 1000")]
    public void Who_showed_no_certificate_meets_no_field_of_one(string filter)
    {
        Assert.False(Read(filter).Matches(new ListedConnection(1) { Identity = PeerIdentity.Anonymous }.CreateSnapshot(Now), Now));
        Assert.False(Read(filter).Matches(new ListedConnection(1).CreateSnapshot(Now), Now));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("=alice")]
    [InlineData("cn=")]
    [InlineData("name=alice")]
    [InlineData("cn=*")]
    [InlineData("cn=al*ce")]
    [InlineData("cn=a\u0007")]
    [InlineData("uri=spiffe://*/a")]
    [InlineData("ip=10.0.0.1/8")]
    [InlineData("spki-sha256=short")]
    public void What_a_rule_would_refuse_is_refused(string identity)
    {
        var failure = Assert.Throws<FormatException>(() => new ConnectionFilter { Identity = identity });
        Assert.StartsWith($"identity = {identity}: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("accepted: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("10.0.0.1/8")]
    [InlineData("host.example")]
    public void What_is_no_address_is_refused(string address) => Assert.StartsWith(
        $"address = {address}: ", Assert.Throws<FormatException>(() => new ConnectionFilter { Address = address }).Message,
        StringComparison.Ordinal);

    private static ConnectionFilter Read(string filter)
    {
        var words = filter.Split(' ');
        var value = words[^1];
        return words[0] switch
        {
            "listener" => new ConnectionFilter { Listener = value },
            "phase" => new ConnectionFilter { Phase = Enum.Parse<ConnectionPhase>(value, ignoreCase: true) },
            "identity" => new ConnectionFilter { Identity = value },
            "serial" => new ConnectionFilter
            {
                Serial = value switch { "serial" => Alice.SerialNumber, "lower" => Alice.SerialNumber.ToLowerInvariant(), _ => value },
            },
            "address" => new ConnectionFilter { Address = value },
            "service" => new ConnectionFilter { Service = value },
            "upstream" => new ConnectionFilter { Upstream = value },
            "generation" => new ConnectionFilter { Generation = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
            "older-than" => new ConnectionFilter { OlderThan = TimeSpan.FromSeconds(int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)) },
            "expires-within" => new ConnectionFilter { ExpiresWithin = TimeSpan.FromDays(int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)) },
            _ => ConnectionFilter.All,
        };
    }

    private static ConnectionSnapshot Snapshot() => new ListedConnection(1)
    {
        Identity = Alice, Address = IPAddress.Parse("192.0.2.7"), Upstream = "db-1",
    }.CreateSnapshot(Now);

    private static PeerIdentity Identity()
    {
        using var authority = new TestCertificateAuthority();
        using var certificate = authority.IssueClient("CN=alice", names =>
        {
            names.AddDnsName("a.example");
            names.AddUri(new Uri("spiffe://example.org/alice"));
        }).ToX509();
        return PeerIdentity.FromCertificate(certificate.RawData);
    }
}
