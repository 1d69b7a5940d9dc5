using System.Net.Sockets;
using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>Plaintext is taken locally and forwarded, in plaintext or, through a pair of servers, in mutual TLS.</summary>
public sealed class PlaintextClientTests
{
    private const string Plain = "actor-tls.listeners.plain { port = 0, tls = off, service = forward }";

    private const string OnUnix = "actor-tls.listeners.plain { address = \"unix:in.sock\", tls = off, service = forward }";

    [Fact]
    public async Task Everything_the_client_sent_arrives_after_the_upstream_has_finished()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync([upstream.Address], overrides: Plain);
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        using (var server = await upstream.NextAsync())
        {
            server.CompleteWrites();
            Assert.Equal(new RawEnd([], WasReset: false), await client.ReadToEndAsync(), RawEnds.Same);

            // Both have sent FIN long before the upstream begins to read.
            var rest = RandomNumberGenerator.GetBytes(4 * 1024 * 1024);
            var sending = Task.Run(async () =>
            {
                await client.SendAsync(rest);
                client.CompleteWrites();
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
    public async Task Everything_that_a_client_of_a_Unix_socket_sent_arrives_after_it_is_gone()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync([upstream.Address], overrides: OnUnix);
        int sent;
        RawClient server;
        using (var client = await ConnectToUnixAsync(scene))
        {
            server = await upstream.NextAsync();
            sent = await SendUntilItStallsAsync(client.Socket);
        }
        using (server) Assert.Equal(new RawEnd(new byte[sent], WasReset: false), await server.ReadToEndAsync(), RawEnds.Same);

        scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_client_of_a_Unix_socket_that_is_gone_after_its_answer_has_finished()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync([upstream.Address], overrides: OnUnix);
        RawClient server;
        using (var client = await ConnectToUnixAsync(scene))
        {
            server = await upstream.NextAsync();
            await client.SendAsync("question"u8.ToArray());
            await server.ReadAsync(8);
            await server.SendAsync("answer"u8.ToArray());
            await client.ReadAsync(6);
        }
        using (server) Assert.Equal(new RawEnd([], WasReset: false), await server.ReadToEndAsync(), RawEnds.Same);

        scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_client_of_a_Unix_socket_that_is_gone_before_its_answer_has_broken_off()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync([upstream.Address], overrides: OnUnix);
        using (var server = await GoneAsync())
            await server.TrySendAsync(new byte[16 * 1024 * 1024]);

        scene.AssertNextClosed("peer-reset");
        await scene.EndAsync();

        async Task<RawClient> GoneAsync()
        {
            using var client = await ConnectToUnixAsync(scene);
            var server = await upstream.NextAsync();
            await server.SendAsync(new byte[16 * 1024]);
            await client.ReadSomeAsync();
            return server;
        }
    }

    [Fact]
    public async Task An_answer_that_the_half_close_timeout_cuts_is_a_reset_for_the_client()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(
            [upstream.Address], overrides: $"{Plain}\nactor-tls.listeners.plain.timeouts.half-close = 500ms");
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        using (var server = await upstream.NextAsync())
        {
            client.CompleteWrites();
            await server.SendAsync("a part"u8.ToArray());
            await client.ReadAsync(6);
            Assert.True((await client.ReadToEndAsync()).WasReset);
        }

        scene.AssertNextClosed("half-close-timeout");
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_while_the_client_stalls_is_a_reset_for_it()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(
            [upstream.Address], overrides: $"{Plain}\nactor-tls.listeners.plain.timeouts.write = 500ms");
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        using (var server = await upstream.NextAsync())
        {
            var sending = server.TrySendAsync(new byte[32 * 1024 * 1024]);
            scene.AssertNextClosed("slow-consumer");
            Assert.True((await client.ReadToEndAsync()).WasReset);
            await sending;
        }
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
                client.CompleteWrites();
                Assert.Equal(new RawEnd("question"u8.ToArray(), WasReset: false), await server.ReadToEndAsync(), RawEnds.Same);
                var answer = RandomNumberGenerator.GetBytes(1_000_000);
                var sending = Task.Run(async () =>
                {
                    await server.SendAsync(answer);
                    server.CompleteWrites();
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

    private static Task<RawClient> ConnectToUnixAsync(ForwardScene scene) =>
        RawClient.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(scene.Server.Directory, "in.sock")));

    /// <summary>Sends zeros until nothing is taken any more; how many were.</summary>
    private static async Task<int> SendUntilItStallsAsync(Socket socket)
    {
        var sent = 0;
        var zeros = new byte[64 * 1024];
        socket.Blocking = false;
        for (var refusals = 0; refusals < 10;)
        {
            var count = socket.Send(zeros, SocketFlags.None, out var error);
            sent += count;
            refusals = error == SocketError.WouldBlock ? refusals + 1 : 0;
            if (refusals > 0) await Task.Delay(50);
        }
        return sent;
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
