using ActorTls.Configuration;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class RouteReaderTests
{
    private const string Services = """
        actor-tls.services.db.type = echo
        actor-tls.policies.main.alpn = [mqtt, h2]

        """;

    private static string WithRoutes(string routes) => $"{Read.Minimal}{Services}actor-tls.listeners.main.routes = [{routes}]";

    [Fact]
    public void Each_condition_and_the_service_are_read_in_order()
    {
        var routes = Read.Settings(WithRoutes("""
            { server-name = "*.db.example", service = db }, { alpn = mqtt, service = echo },
            { identity { organizational-unit = ops, dns = "*.svc" }, server-name = a.example, service = db }
            """)).Listeners["main"].Routes;

        Assert.Equal(["db", "echo", "db"], routes.Select(route => route.Service.Value));
        Assert.Equal("*.db.example", routes[0].ServerName!.Value.Value);
        Assert.Equal("mqtt", routes[1].Alpn!.Value.Value);
        Assert.Null(routes[1].Identity);
        Assert.Equal("ops", routes[2].Identity!.OrganizationalUnit!.Value.Value);
        Assert.Equal("*.svc", routes[2].Identity!.Dns!.Value.Value);
    }

    [Theory]
    [InlineData("{ service = db }", "routes.0: is a route without a condition; accepted: one or more of server-name, alpn, identity")]
    [InlineData("{ alpn = mqtt }", "routes.0.service: is missing")]
    [InlineData("{ alpn = mqtt, service = dv }", "routes.0.service = dv: is not the name of a service; did you mean 'db'?")]
    [InlineData("{ alpn = \"\", service = db }", "routes.0.alpn = \"\": is empty")]
    [InlineData("{ server-name = \"*\", service = db }", "routes.0.server-name = *: is not a server name")]
    [InlineData("{ server-name = \"a.*.example\", service = db }", "is not a server name")]
    [InlineData("{ server-name = \"192.0.2.1\", service = db }", "is not a server name")]
    [InlineData("{ identity { }, service = db }", "routes.0.identity: is a rule without a field")]
    [InlineData("{ identity = ops, service = db }", "routes.0.identity = ops: is not an object")]
    [InlineData("{ identity { organisational-unit = ops }, service = db }", "is not a known key; did you mean 'organizational-unit'?")]
    [InlineData("{ sni = a.example, service = db }", "routes.0.sni: is not a known key")]
    [InlineData("mqtt", "routes.0 = mqtt: is not an object")]
    public void A_wrong_entry_is_told_with_its_place(string routes, string expected) =>
        Assert.Contains(Read.Errors(WithRoutes(routes)), error => error.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void A_route_by_identity_where_nobody_is_asked_for_one_is_an_error() => Assert.Contains(
        "routes.0.identity: can never match: the policy 'main' asks for no certificate (client-authentication = none)",
        Assert.Single(Read.Errors("""
            actor-tls {
              policies.main { certificates = [{ cert = "server.crt", key = "server.key" }], client-authentication = none }
              services.echo.type = echo
              listeners.main { port = 1, policy = main, service = echo, routes = [{ identity { dns = a }, service = echo }] }
            }
            """)),
        StringComparison.Ordinal);

    [Fact]
    public void Routes_of_a_plaintext_listener_are_an_error() => Assert.Contains(
        "routes.0: has nothing to go by: tls = off tells no server name, no protocol and no identity",
        Read.Error("actor-tls.listeners.p { port = 1, tls = off, service = echo, routes = [{ alpn = a, service = echo }] }"),
        StringComparison.Ordinal);

    [Fact]
    public void A_protocol_that_the_policy_does_not_offer_is_warned_of() => Assert.Contains(
        "routes.0.alpn = smtp: is never negotiated: it is not among the alpn of the policy 'main'",
        Assert.Single(Read.Warnings(WithRoutes("{ alpn = smtp, service = db }"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("{ alpn = mqtt, service = db }, { alpn = mqtt, service = echo }")]
    [InlineData("{ server-name = A.example, service = db }, { server-name = a.EXAMPLE, service = echo }")]
    [InlineData("{ server-name = \"*.example\", service = db }, { server-name = a.example, service = echo }")]
    [InlineData("{ alpn = mqtt, service = db }, { alpn = mqtt, server-name = a.example, service = echo }")]
    [InlineData("{ identity { dns = a }, service = db }, { identity { dns = a, common-name = b }, service = echo }")]
    public void An_entry_that_is_never_reached_is_warned_of(string routes) => Assert.Contains(
        "routes.1: is never reached: the route at line ",
        Assert.Single(Read.Warnings(WithRoutes(routes))), StringComparison.Ordinal);

    [Theory]
    [InlineData("{ alpn = mqtt, service = db }, { alpn = h2, service = echo }")]
    [InlineData("{ server-name = a.example, service = db }, { server-name = \"*.example\", service = echo }")]
    [InlineData("{ server-name = \"*.example\", service = db }, { server-name = a.b.example, service = echo }")]
    [InlineData("{ alpn = mqtt, server-name = a.example, service = db }, { alpn = mqtt, service = echo }")]
    [InlineData("{ identity { dns = a, common-name = b }, service = db }, { identity { dns = a }, service = echo }")]
    [InlineData("{ identity { dns = a }, service = db }, { identity { common-name = a }, service = echo }")]
    public void An_entry_that_takes_some_of_what_is_left_is_not(string routes) => Assert.Empty(Read.Warnings(WithRoutes(routes)));
}
