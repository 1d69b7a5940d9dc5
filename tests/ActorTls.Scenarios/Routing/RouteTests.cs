using System.Text;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Routing;

/// <summary>One listener, several services: server name, protocol and identity choose, the first entry that matches.</summary>
public sealed class RouteTests
{
    private const string Routes = """
        actor-tls {
          policies.test { alpn = ["mqtt", "h2"], authorization.allow = any }
          listeners.test.routes = [
            { identity { organizational-unit = "ops" }, server-name = "admin.db.example", service = admin }
            { server-name = "*.db.example", service = db }
            { alpn = "mqtt", service = mq }
            { identity { organizational-unit = "ops" }, service = ops }
          ]
        }

        """;

    private static readonly string[] Services = ["admin", "db", "mq", "ops"];

    [Theory]
    [InlineData("one.db.example", null, "CN=alice", "db")]
    [InlineData("ONE.db.Example", null, "CN=alice", "db")]
    [InlineData("one.db.example", "mqtt", "CN=alice", "db")]
    [InlineData("a.b.db.example", null, "CN=alice", "")]
    [InlineData("db.example", null, "CN=alice", "")]
    [InlineData("localhost", "mqtt", "CN=alice", "mq")]
    [InlineData("localhost", "h2", "CN=alice", "")]
    [InlineData("127.0.0.1", "mqtt", "CN=alice", "mq")]
    [InlineData("127.0.0.1", null, "CN=alice", "")]
    [InlineData("localhost", null, "CN=alice, OU=ops", "ops")]
    [InlineData("localhost", null, "CN=alice, OU=Ops", "")]
    [InlineData("admin.db.example", null, "CN=alice, OU=ops", "admin")]
    [InlineData("admin.db.example", null, "CN=alice, OU=dev", "db")]
    [InlineData("one.db.example", null, "CN=alice, OU=ops", "db")]
    public async Task The_first_entry_whose_conditions_all_hold_takes_the_connection(
        string serverName, string? protocol, string subject, string expected)
    {
        foreach (var version in (TlsProtocols[])[TlsProtocols.Tls12, TlsProtocols.Tls13])
        {
            await using var server = await StartAsync();
            var offered = protocol is null ? (string[])[] : [protocol];
            using (var context = EngineClient.CreateContext(
                server.Authority.CertificatePem, server.Authority.IssueClient(subject), version, offered))
            {
                ITlsClientSession? session = null;
                for (var round = 0; round < 3; round++)
                {
                    using var client = EngineClient.Establish(context, server.EndPoint, session, serverName);
                    AssertServedBy(expected, client);
                    Assert.Equal(round > 0, client.Session.Resumed);
                    if (client.TakeSession() is { } renewed)
                    {
                        session?.Dispose();
                        session = renewed;
                    }
                    client.CompleteWritesAndAwaitEnd();
                    Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
                }
                session?.Dispose();
            }
            await server.AssertBaselineAsync();
        }
    }

    [Fact]
    public async Task An_anonymous_client_takes_no_route_by_identity()
    {
        await using var server = await StartAsync("actor-tls.policies.test.client-authentication = request");
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, null, TlsProtocols.Tls13))
        {
            foreach (var (name, expected) in (ReadOnlySpan<(string, string)>)[("localhost", ""), ("admin.db.example", "db")])
            {
                using var client = EngineClient.Establish(context, server.EndPoint, null, name);
                AssertServedBy(expected, client);
                client.CompleteWritesAndAwaitEnd();
                Assert.Null(server.Log.NextClosed().Fields["identity"]);
            }
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_route_admits_nobody_whom_the_rules_do_not()
    {
        await using var server = await StartAsync("actor-tls.policies.test.authorization.allow = [{ common-name = bob }]");
        using (var context = EngineClient.CreateContext(
            server.Authority.CertificatePem, server.Authority.IssueClient("CN=alice, OU=ops"), TlsProtocols.Tls13))
        {
            using var client = EngineClient.Establish(context, server.EndPoint, null, "admin.db.example");
            var (end, received) = client.ReadToEnd();
            Assert.Equal((TlsStatus.Closed, 0), (end, received.Length));
        }
        server.Log.NextClosed().AssertCarriedNothing("not-authorized", "authenticating");
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_ticket_takes_no_client_along_the_route_of_another_name()
    {
        await using var server = await StartAsync();
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), TlsProtocols.Tls13))
        {
            ITlsClientSession session;
            using (var first = EngineClient.Establish(context, server.EndPoint, null, "one.db.example"))
            {
                AssertServedBy("db", first);
                session = first.TakeSession()!;
                first.CompleteWritesAndAwaitEnd();
            }
            using (var second = EngineClient.Establish(context, server.EndPoint, session, "localhost"))
            {
                AssertServedBy("", second);
                second.CompleteWritesAndAwaitEnd();
            }
            session.Dispose();
        }
        for (var i = 0; i < 2; i++) Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Routes_are_replaced_with_a_deployment()
    {
        await using var server = await StartAsync();
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), TlsProtocols.Tls13))
        {
            using var before = EngineClient.Establish(context, server.EndPoint, null, "one.db.example");
            AssertServedBy("db", before);

            await server.DeployAsync("""
                actor-tls.policies.test { alpn = ["mqtt", "h2"], authorization.allow = any }
                actor-tls.services.other.type = echo
                actor-tls.listeners.test.routes = [{ server-name = "one.db.example", service = other }]
                """);
            using var after = EngineClient.Establish(context, server.EndPoint, null, "one.db.example");
            AssertServedBy("", after);
            before.Echo("still here"u8.ToArray());
            before.CompleteWritesAndAwaitEnd();
            after.CompleteWritesAndAwaitEnd();
        }
        for (var i = 0; i < 2; i++) Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    private static Task<TestServer> StartAsync(string more = "")
    {
        var services = Services.Select(name => new TestService(name, () => new GreetingSession($"{name}:"))).ToList();
        var settings = services.Select(service => $$"""
            actor-tls { defaults.service.{{service.Type}} { }, services.{{service.Type}} { type = {{service.Type}} } }

            """);
        return TestServer.StartAsync(
            string.Concat(settings) + Routes + more,
            (authority, directory) =>
            {
                var certificate = authority.IssueServer(dnsNames: ["localhost", "*.db.example", "db.example", "a.b.db.example"]);
                directory.Write("server.crt", certificate.CertificatePem);
                directory.Write("server.key", certificate.KeyPem);
            },
            services);
    }

    /// <summary>The echo service says nothing by itself.</summary>
    private static void AssertServedBy(string service, EngineClient client)
    {
        Assert.True(client.Write("?"u8.ToArray()), client.Failure);
        var expected = service.Length == 0 ? "?" : $"{service}:?";
        Assert.Equal(expected, Encoding.ASCII.GetString(client.Read(expected.Length)));
    }
}
