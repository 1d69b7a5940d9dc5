using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorTls.Deployments;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Deploying;

/// <summary>Policies that are replaced while the server runs: at once for new handshakes, and without losing a connection.</summary>
public sealed class PolicyDeploymentTests
{
    [Fact]
    public async Task New_handshakes_see_the_new_certificate_and_live_connections_stay()
    {
        await using var server = await TestServer.StartAsync();
        await using (var live = await ConnectAsync(server))
        {
            var before = live.RemoteCertificate!.GetSerialNumberString();

            server.Replace("server", server.Authority.IssueServer());
            await server.DeployAsync();

            for (var i = 0; i < 10; i++)
            {
                await using var renewed = await ConnectAsync(server);
                Assert.NotEqual(before, renewed.RemoteCertificate!.GetSerialNumberString());
                await EchoAsync(renewed);
            }
            await EchoAsync(live);
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_client_that_the_new_rules_do_not_admit_comes_in_no_more_not_even_with_its_ticket()
    {
        await using var server = await TestServer.StartAsync();
        await using (var live = await ConnectAsync(server))
        {
            await EchoAsync(live);   // And has its ticket, which .NET would use for the next connection.
            await server.DeployAsync("""actor-tls.policies.test.authorization.allow = [{ common-name = "bob" }]""");

            var refused = 0;
            for (var i = 0; i < 10; i++)
            {
                await using var next = await ConnectAsync(server);
                if (await next.ReadAsync(new byte[1]) == 0) refused++;
            }
            Assert.Equal(10, refused);
            for (var i = 0; i < 10; i++)
            {
                var closed = server.Log.NextClosed();
                Assert.Equal(("not-authorized", false), (closed.Reason, closed.Fields["resumed"]));
            }
            await EchoAsync(live);
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task What_needs_a_restart_is_named_and_nothing_changes()
    {
        await using var server = await TestServer.StartAsync();
        var failure = await Assert.ThrowsAsync<DeploymentException>(() => server.DeployAsync("""
            actor-tls.io.spin = 1ms
            actor-tls.state-directory = "elsewhere"
            akka.loglevel = DEBUG
            actor-tls.policies.test.authorization.allow = [{ common-name = "bob" }]
            """));

        Assert.Equal(["actor-tls.io", "actor-tls.state-directory", "akka"], failure.Errors.Select(error => error.Split(' ')[0]));
        await using (var client = await ConnectAsync(server)) await EchoAsync(client);
        await server.AssertBaselineAsync();
    }

    private static async Task<SslStream> ConnectAsync(TestServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.EndPoint);
        return await ClientTls.AuthenticateAsync(client, server, server.Authority.IssueClient(), SslProtocols.Tls13);
    }

    private static async Task EchoAsync(SslStream stream)
    {
        await stream.WriteAsync("hello"u8.ToArray());
        var received = new byte[5];
        await stream.ReadExactlyAsync(received).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("hello"u8.ToArray(), received);
    }
}
