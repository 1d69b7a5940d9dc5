using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>Plaintext is taken locally and forwarded, in plaintext or, through a pair of servers, in mutual TLS.</summary>
public sealed class PlaintextClientTests
{
    private const string Plain = "actor-tls.listeners.plain { port = 0, tls = off, service = forward }";

    [Fact]
    public async Task Everything_the_client_sent_arrives_after_the_upstream_has_finished()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync([upstream.Address], overrides: Plain);
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        using (var server = await upstream.NextAsync())
        {
            server.Finish();
            Assert.Equal(new RawEnd([], WasReset: false), await client.ReadToEndAsync(), RawEnds.Same);

            // Both have sent FIN long before the upstream begins to read.
            var rest = RandomNumberGenerator.GetBytes(4 * 1024 * 1024);
            var sending = Task.Run(async () =>
            {
                await client.SendAsync(rest);
                client.Finish();
            });
            await Task.WhenAny(sending, Task.Delay(500));
            await scene.Neighbour.AssertServedAsync();
            Assert.Equal(new RawEnd(rest, WasReset: false), await server.ReadToEndAsync(), RawEnds.Same);
            await sending;
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_pair_of_servers_is_a_tunnel_in_mutual_TLS()
    {
        using var upstream = TestUpstream.Start();
        await using var far = await FarSideAsync(upstream);
        await using var scene = await NearSideAsync(far);
        for (var i = 0; i < 3; i++)
        {
            using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
            using (var server = await upstream.NextAsync())
            {
                await client.SendAsync("question"u8.ToArray());
                client.Finish();
                Assert.Equal(new RawEnd("question"u8.ToArray(), WasReset: false), await server.ReadToEndAsync(), RawEnds.Same);
                var answer = RandomNumberGenerator.GetBytes(1_000_000);
                var sending = Task.Run(async () =>
                {
                    await server.SendAsync(answer);
                    server.Finish();
                });
                Assert.Equal(new RawEnd(answer, WasReset: false), await client.ReadToEndAsync(), RawEnds.Same);
                await sending;
            }
            scene.AssertNextClosed("peer-finished");
            Assert.Equal(("peer-finished", "alice"), far.Log.NextClosed() is var closed ? (closed.Reason, closed.Fields["identity"]) : default);
        }
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_goes_through_the_tunnel(bool byClient)
    {
        using var upstream = TestUpstream.Start();
        await using var far = await FarSideAsync(upstream);
        await using var scene = await NearSideAsync(far);
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        using (var server = await upstream.NextAsync())
        {
            await client.SendAsync("question"u8.ToArray());
            await server.ReadAsync(8);
            if (byClient) client.Reset();
            else server.Reset();
            Assert.True((await (byClient ? server : client).ReadToEndAsync()).WasReset);
        }

        scene.AssertNextClosed(byClient ? "peer-reset" : "upstream-reset");
        Assert.Equal(byClient ? "peer-reset" : "upstream-reset", far.Log.NextClosed().Reason);
        await scene.EndAsync();
    }

    private static Task<TestServer> FarSideAsync(TestUpstream upstream) => TestServer.StartAsync(
        $$"""
        actor-tls.services.far { type = forward, upstreams = ["{{upstream.Address}}"] }
        actor-tls.listeners.test.service = far
        """);

    private static Task<ForwardScene> NearSideAsync(TestServer far) => ForwardScene.StartAsync(
        [$"localhost:{far.EndPoint.Port}"], "tls { enabled = on, policy = own, server-ca = [\"far-ca.crt\"] }",
        overrides: $$"""
            {{Plain}}
            actor-tls.policies.own.certificates = [{ cert = "own.crt", key = "own.key" }]
            """,
        prepare: (_, directory) =>
        {
            var own = far.Authority.IssueClient();
            directory.Write("far-ca.crt", far.Authority.CertificatePem);
            directory.Write("own.crt", own.CertificatePem);
            directory.Write("own.key", own.KeyPem);
        });
}
