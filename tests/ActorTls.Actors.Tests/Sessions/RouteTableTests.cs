using ActorTls.Actors.Tests.Configuration;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Sessions;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Sessions;

/// <summary>The decision alone; with real handshakes it is a scenario.</summary>
public sealed class RouteTableTests
{
    private readonly Dictionary<string, ISessionFactory> _services =
        new[] { "echo", "one", "two" }.ToDictionary(name => name, ISessionFactory (name) => new Named(name));

    [Theory]
    [InlineData("a.example", "one")]
    [InlineData("A.EXAMPLE", "one")]
    [InlineData("a.example.", "one")]
    [InlineData("b.example", "two")]
    [InlineData("a.b.example", "echo")]
    [InlineData("example", "echo")]
    [InlineData(".example", "echo")]
    [InlineData("*.example", "echo")]
    [InlineData("a.example\0", "echo")]
    [InlineData("ä.example", "echo")]
    [InlineData("", "echo")]
    [InlineData(null, "echo")]
    public void A_server_name_is_compared_as_those_of_certificates(string? name, string expected) => Assert.Equal(
        expected, Find("{ server-name = a.example, service = one }, { server-name = \"*.example\", service = two }", name));

    [Fact]
    public void A_name_of_any_length_is_looked_at_safely()
    {
        for (var length = 0; length < 600; length++)
            Assert.Equal("echo", Find("{ server-name = a.example, service = one }", new string('a', length)));
    }

    [Theory]
    [InlineData("h2", "one")]
    [InlineData("H2", "echo")]
    [InlineData(null, "echo")]
    public void A_protocol_is_compared_exactly(string? protocol, string expected) =>
        Assert.Equal(expected, Find("{ alpn = h2, service = one }", null, protocol));

    [Fact]
    public void All_conditions_of_an_entry_must_hold()
    {
        const string routes = "{ alpn = h2, server-name = a.example, identity { common-name = alice }, service = one }";
        var alice = Identity("CN=alice");
        Assert.Equal("one", Find(routes, "a.example", "h2", alice));
        Assert.Equal("echo", Find(routes, "b.example", "h2", alice));
        Assert.Equal("echo", Find(routes, "a.example", null, alice));
        Assert.Equal("echo", Find(routes, "a.example", "h2", Identity("CN=bob")));
        Assert.Equal("echo", Find(routes, "a.example", "h2", PeerIdentity.Anonymous));
    }

    [Theory]
    [InlineData("common-name = \"*.example\"")]
    [InlineData("spki-sha256 = \"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"")]   // Of no bytes at all.
    public void Nobody_takes_no_route_by_identity(string rule) =>
        Assert.Equal("echo", Find($"{{ identity {{ {rule} }}, service = one }}", null));

    [Fact]
    public void A_rule_that_is_not_valid_is_told_with_its_place()
    {
        var report = new ConfigurationReport();
        Assert.Null(Compile("{ identity { uri = \"spiffe://*/a\" }, service = one }", report));
        Assert.Contains("routes.0.identity.uri", Assert.Single(report.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_reader_refused_does_not_become_a_route()
    {
        var listener = new ConfigurationReport();
        var settings = ActorTlsConfiguration.Read(Read.Sources(Text("{ server-name = \"*\", service = one }")), BuiltInServices.All, listener)!;
        Assert.True(listener.HasErrors);
        Assert.Null(RouteTable.Compile(settings.Listeners["main"], _services, new ConfigurationReport()));
    }

    [Fact]
    public void Without_routes_there_is_nothing_to_decide() =>
        Assert.Same(_services["echo"], Compile("", new ConfigurationReport()));

    private string Find(string routes, string? serverName, string? protocol = null, PeerIdentity? identity = null)
    {
        var table = Assert.IsType<RouteTable>(Compile(routes, new ConfigurationReport()));
        var (tls, peer) = (new TlsSessionInfo("TLSv1.3", "x", serverName, protocol, false), identity ?? PeerIdentity.Anonymous);
        var name = ((Named)table.Find(tls, peer)).Name;
        Assert.Equal(name, table.FindName(tls, peer));
        return name;
    }

    private ISessionFactory? Compile(string routes, ConfigurationReport report) =>
        RouteTable.Compile(Read.Settings(Text(routes)).Listeners["main"], _services, report);

    private static string Text(string routes) => $$"""
        {{Read.Minimal}}
        actor-tls.policies.main.alpn = [h2]
        actor-tls.services { one.type = echo, two.type = echo }
        actor-tls.listeners.main.routes = [{{routes}}]
        """;

    private static PeerIdentity Identity(string subject)
    {
        using var authority = new TestCertificateAuthority();
        using var certificate = authority.IssueClient(subject).ToX509();
        return PeerIdentity.FromCertificate(certificate.RawData);
    }

    private sealed class Named(string name) : ISessionFactory
    {
        public string Name => name;

        public Session CreateSession(IConnection connection) => throw new NotSupportedException();
    }
}
