using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Tls;

namespace ActorTls.Scenarios.OnTheWire;

/// <summary>
/// A certificate that verifies, of somebody whom the rules do not admit: <c>close_notify</c>, and not one application
/// byte in either direction.
/// </summary>
public sealed class RuleNotMetTests
{
    private static readonly byte[] Bytes = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task Who_is_not_admitted_gets_close_notify_and_not_a_byte(TlsProtocols version)
    {
        await using var server = await TestServer.StartAsync();
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient("CN=mallory"), version))
        using (var client = EngineClient.Establish(context, server.EndPoint)) AssertTurnedAway(client);

        var closed = server.Log.NextClosed().AssertCarriedNothing("not-authorized", "authenticating");
        Assert.Equal("mallory", closed.Fields["identity"]);
        Assert.False(string.IsNullOrEmpty(closed.Detail));
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Who_is_not_admitted_gets_no_TLS_13_ticket()
    {
        await using var server = await TestServer.StartAsync();
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient("CN=mallory"), TlsProtocols.Tls13))
        using (var client = EngineClient.Establish(context, server.EndPoint))
        {
            AssertTurnedAway(client);
            Assert.Null(client.TakeSession());
        }
        Assert.Equal("not-authorized", server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task With_a_TLS_12_ticket_it_is_the_same_again()
    {
        // TLS 1.2 sends its ticket inside the handshake, before the decision: the resumption is decided anew.
        await using var server = await TestServer.StartAsync();
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient("CN=mallory"), TlsProtocols.Tls12))
        {
            using var first = EngineClient.Establish(context, server.EndPoint);
            AssertTurnedAway(first);
            using var session = first.TakeSession();
            Assert.NotNull(session);
            server.Log.NextClosed().AssertCarriedNothing("not-authorized", "authenticating");

            using var second = EngineClient.Establish(context, server.EndPoint, session);
            Assert.True(second.Session.Resumed);
            AssertTurnedAway(second);
        }

        var closed = server.Log.NextClosed().AssertCarriedNothing("not-authorized", "authenticating");
        Assert.Equal((true, "mallory"), (closed.Fields["resumed"], closed.Fields["identity"]));
        await server.AssertBaselineAsync();
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task A_ticket_of_one_policy_is_worth_nothing_at_another(TlsProtocols version)
    {
        // Everybody is admitted at the first listener, only alice at the second.
        await using var server = await TestServer.StartAsync("""
            actor-tls {
              policies.lenient = ${actor-tls.policies.test} { authorization.allow = any }
              listeners.lenient { address = "127.0.0.1", port = 0, policy = "lenient", service = "echo" }
            }
            """);
        var lenient = server.Listeners.Single(listener => listener.Name == "lenient").Address;
        var strict = server.Listeners.Single(listener => listener.Name == "test").Address;
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient("CN=mallory"), version))
        {
            using var first = EngineClient.Establish(context, System.Net.IPEndPoint.Parse(lenient));
            first.Echo(Bytes);
            using var session = first.TakeSession();
            first.CompleteWritesAndAwaitEnd();
            Assert.NotNull(session);
            Assert.Equal("peer-finished", server.Log.NextClosed().Reason);

            using var second = EngineClient.Establish(context, System.Net.IPEndPoint.Parse(strict), session);
            Assert.False(second.Session.Resumed);
            AssertTurnedAway(second);
        }

        var closed = server.Log.NextClosed().AssertCarriedNothing("not-authorized", "authenticating");
        Assert.Equal(("test", false), (closed.Fields["listener"], closed.Fields["resumed"]));
        await server.AssertBaselineAsync();
    }

    private static void AssertTurnedAway(EngineClient client)
    {
        client.Write(Bytes);   // It may already be too late for that.
        var (end, received) = client.ReadToEnd();
        Assert.True(end == TlsStatus.Closed && received.Length == 0, $"{end} after {received.Length} bytes: {client.Failure}");
    }
}
