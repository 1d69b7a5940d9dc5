using ActorTls.Administration;
using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;

namespace ActorTls.Scenarios.Administration;

/// <summary>What a server says of real clients while they are connected is what its log says of them at their end.</summary>
public sealed class ListedConnectionsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_forwarded_client_is_shown_as_the_log_shows_its_end()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var server = scene.Server.Server;
        var (client, atUpstream) = await scene.ConnectAsync(upstream);

        var seen = Assert.Single((await server.QueryConnectionsAsync(new ConnectionFilter
        {
            Listener = "in", Identity = "cn=alice", Address = "127.0.0.0/8", Service = "forward", Upstream = upstream.Address,
            Phase = ConnectionPhase.Established, ExpiresWithin = TimeSpan.FromDays(8),
        }).WaitAsync(Patience)).Items);
        Assert.Equal((1, "alice", false), (seen.Generation, seen.Identity, seen.Resumed));
        Assert.Null(seen.Local);
        Assert.Equal(scene.EndPointOf("in").ToString(), (await server.FindConnectionAsync(seen.Id).WaitAsync(Patience))!.Local);
        Assert.NotNull(seen.Serial);

        client.Dispose();
        atUpstream.Dispose();
        var logged = scene.Server.Log.NextClosed();
        var ending = Assert.Single((await server.QueryClosedAsync().WaitAsync(Patience)).Items);
        Assert.Equal(logged.Reason, ending.Reason.Name());
        foreach (var connection in new[] { seen, ending.Connection })
        {
            Assert.Equal(
                (logged.Fields["connection"], logged.Fields["listener"], logged.Fields["peer"], logged.Fields["identity"], logged.Fields["tls_version"]),
                (connection.Id, connection.Listener, connection.Peer, connection.Identity, connection.TlsVersion));
            Assert.Equal(
                (logged.Fields["cipher_suite"], logged.Fields["server_name"], logged.Fields["resumed"], logged.Fields["upstream"]),
                (connection.CipherSuite, connection.ServerName, connection.Resumed, Assert.Single(connection.Tags).Value));
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task Who_is_connected_is_counted_by_listener_and_who_was_refused_by_reason()
    {
        await using var server = await TestServer.StartAsync(
            "actor-tls.listeners.second { address = \"127.0.0.1\", port = 0, policy = test, service = echo }");
        using (var alice = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), TlsProtocols.Tls13))
        using (var mallory = EngineClient.CreateContext(
            server.Authority.CertificatePem, server.Authority.IssueClient("CN=mallory"), TlsProtocols.Tls13))
        {
            var clients = new[] { "test", "second", "second" }.Select(name => EngineClient.Establish(alice, server.EndPointOf(name))).ToList();
            foreach (var client in clients) client.Echo([1, 2, 3]);

            var identities = (await server.Server.QueryIdentitiesAsync().WaitAsync(Patience)).Items;
            Assert.Equal(
                [("second", "alice", 2), ("test", "alice", 1)],
                identities.Select(identity => (identity.Key.Listener, identity.Key.Name.Value, identity.Connections)));

            using (var refused = EngineClient.Establish(mallory, server.EndPoint)) Assert.Empty(refused.ReadToEnd().Received);
            Assert.Equal("not-authorized", server.Log.NextClosed().Reason);
            var failure = Assert.Single(await server.Server.CountFailuresAsync(FailureGrouping.Reason | FailureGrouping.Detail).WaitAsync(Patience));
            Assert.Equal((CloseReason.NotAuthorized, "no rule matches", 1L), (failure.Reason!.Value, failure.Detail, failure.Count));
            Assert.Equal("mallory", failure.Last.Connection.Identity);
            foreach (var client in clients) client.Dispose();
        }
        await server.AssertBaselineAsync();
        Assert.Empty((await server.Server.QueryConnectionsAsync().WaitAsync(Patience)).Items);
    }
}
