using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>TLS to the upstream: verified always, ended as TLS ends.</summary>
public sealed class TlsUpstreamTests : IDisposable
{
    private const string Tls = "tls { enabled = on, server-ca = [\"upstream-ca.crt\"] }";

    private readonly TestCertificateAuthority _authority = new("Upstream CA");

    [Fact]
    public async Task Bytes_and_ends_go_both_ways()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await StartAsync(upstream, Tls);
        using (var client = scene.Connect())
        {
            await using var server = await AcceptAsync(upstream);
            Assert.True(client.Write("question"u8.ToArray()));
            Assert.Equal("question", await ReadTextAsync(server, 8));
            await server.WriteAsync("answer"u8.ToArray());
            Assert.Equal("answer"u8.ToArray(), client.Read(6));

            client.CompleteWrites();
            Assert.Equal(0, await server.ReadAsync(new byte[1]).AsTask().WaitAsync(TestUpstream.Patience));
            await server.WriteAsync("late"u8.ToArray());
            await server.ShutdownAsync();
            Assert.Equal("late"u8.ToArray(), client.Read(4));
            client.AwaitEnd();
        }

        scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_large_stream_goes_through_two_servers_intact()
    {
        const int total = 64 * 1024 * 1024;
        await using var second = await TestServer.StartAsync();
        await using var scene = await ForwardScene.StartAsync(
            [$"localhost:{second.EndPoint.Port}"], "tls { enabled = on, policy = up, server-ca = [\"second-ca.crt\"] }",
            overrides: "actor-tls.policies.up.certificates = [{ cert = \"own.crt\", key = \"own.key\" }]",
            prepare: (_, directory) =>
            {
                var own = second.Authority.IssueClient();
                directory.Write("second-ca.crt", second.Authority.CertificatePem);
                directory.Write("own.crt", own.CertificatePem);
                directory.Write("own.key", own.KeyPem);
            });
        using (var client = scene.Connect())
        {
            var data = RandomNumberGenerator.GetBytes(total);
            using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            client.Exchange(data, chunk => received.AppendData(chunk.Span));
            client.CompleteWritesAndAwaitEnd();
            Assert.Equal(SHA256.HashData(data), received.GetHashAndReset());
        }

        scene.AssertNextClosed("peer-finished");
        var behind = second.Log.NextClosed();
        Assert.Equal(("peer-finished", "alice", (long)total), (behind.Reason, behind.Fields["identity"], behind.Fields["bytes_in"]));
        await scene.EndAsync();
    }

    [Fact]
    public async Task Everything_the_client_sent_arrives_after_the_upstream_has_finished()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await StartAsync(upstream, Tls);
        using (var client = scene.Connect())
        {
            await using var server = await AcceptAsync(upstream);
            await server.ShutdownAsync();
            Assert.Equal(TlsStatus.Closed, client.ReadToEnd().End);

            var rest = RandomNumberGenerator.GetBytes(4 * 1024 * 1024);
            var sending = Task.Run(() =>
            {
                Assert.True(client.Write(rest), client.Failure);
                client.CompleteWrites();
            });
            await Task.WhenAny(sending, Task.Delay(300));
            var received = new byte[rest.Length];
            await server.ReadExactlyAsync(received).AsTask().WaitAsync(TestUpstream.Patience);
            Assert.Equal(rest, received);
            Assert.Equal(0, await server.ReadAsync(new byte[1]).AsTask().WaitAsync(TestUpstream.Patience));
            await sending;
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_was_cut_off_is_a_reset_for_the_client()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await StartAsync(upstream, Tls);
        using (var client = scene.Connect())
        {
            var accepted = await upstream.NextAsync();
            await using var server = await TlsUpstream.AuthenticateAsync(accepted, _authority.IssueServer());
            await server.WriteAsync("half an answer"u8.ToArray());
            Assert.Equal("half an answer"u8.ToArray(), client.Read(14));
            accepted.CompleteWrites();
            Assert.Equal((TlsStatus.Failed, TlsFailureKind.Reset), (client.ReadToEnd().End, client.FailureKind));
        }

        var closed = scene.AssertNextClosed("upstream-reset");
        Assert.Equal($"{upstream.Address}: end of the TCP stream without close_notify", closed.Detail);
        await scene.EndAsync();
    }

    public static TheoryData<string, string> Refusals() => new()
    {
        { "wrong CA", "unable to get local issuer certificate" },
        { "wrong name", "hostname mismatch" },
        { "expired", "certificate has expired" },
        { "revoked", "certificate revoked" },
        { "rule not met", "no rule matches (localhost)" },
        { "a client's certificate", "unsuitable certificate purpose" },
        { "too old", "alert received: protocol_version" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task Whoever_is_not_the_upstream_gets_no_byte(string kind, string detail)
    {
        using var other = new TestCertificateAuthority("Other CA");
        var certificate = kind switch
        {
            "wrong CA" => other.IssueServer(),
            "expired" => _authority.IssueServer(notBefore: DateTimeOffset.UtcNow.AddDays(-2), notAfter: DateTimeOffset.UtcNow.AddDays(-1)),
            "a client's certificate" => _authority.IssueClient("CN=localhost", names => names.AddIpAddress(System.Net.IPAddress.Loopback)),
            _ => _authority.IssueServer(),
        };
        var more = kind switch
        {
            "wrong name" => "tls.server-name = \"db.internal\"",
            "revoked" => "tls.server-crl = [\"upstream.crl\"]",
            "rule not met" => "tls.allow = [{ dns = \"*.db.internal\" }, { common-name = db }]",
            "too old" => "tls.policy = modern",
            _ => "",
        };
        using var upstream = TestUpstream.Start();
        await using var scene = await StartAsync(
            upstream, $"{Tls}\n{more}", kind == "too old" ? "actor-tls.policies.modern.protocols = [\"TLSv1.3\"]" : "",
            RevocationLists.Pem(_authority.Certificate, certificate));
        using (var client = scene.Connect())
        {
            client.Write("a secret"u8.ToArray());
            var atUpstream = await SayAsync(upstream, certificate, kind == "too old" ? SslProtocols.Tls12 : SslProtocols.None);
            client.AwaitReset();
            Assert.Equal(0, atUpstream);
        }

        var closed = scene.AssertNextClosed("upstream-rejected");
        Assert.Contains(detail, closed.Detail);
        Assert.Equal((0L, 0L), (closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        Assert.Contains(scene.Server.Log.All, logged => logged.Message.Contains("is marked down", StringComparison.Ordinal) && logged.Message.Contains(detail, StringComparison.Ordinal));
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("alice", true)]
    [InlineData(null, false)]
    public async Task Our_own_certificate_is_shown_where_the_policy_has_one(string? own, bool isAccepted)
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await StartAsync(
            upstream, $"{Tls}\ntls.policy = own",
            $"actor-tls.policies.own {{ {(own is null ? "" : "certificates = [{ cert = \"client.crt\", key = \"client.key\" }]")} }}");
        using (var client = scene.Connect())
        {
            var accepted = await upstream.NextAsync();
            var handshake = TlsUpstream.AuthenticateAsync(accepted, _authority.IssueServer(), clientCa: scene.Server.Authority.Certificate);
            if (isAccepted)
            {
                await using var server = await handshake;
                Assert.Contains($"CN={own}", server.RemoteCertificate!.Subject);
                await server.ShutdownAsync();
                Assert.Equal(TlsStatus.Closed, client.ReadToEnd().End);   // Else the client might be the first.
                client.CompleteWrites();
            }
            else
            {
                await Assert.ThrowsAsync<AuthenticationException>(() => handshake);
                client.ReadToEnd();
            }
        }

        if (isAccepted) scene.AssertNextClosed("service-closed");
        else Assert.Contains(scene.Server.Log.NextClosed().Reason, new[] { "upstream-rejected", "upstream-reset" });
        await scene.EndAsync();
    }

    [Fact]
    public async Task The_next_upstream_is_tried_when_one_is_not_who_it_should_be()
    {
        using var wrong = TestUpstream.Start();
        using var right = TestUpstream.Start();
        await using var scene = await StartAsync(
            [wrong.Address, right.Address], $"{Tls}\nbalance = first", "", "");
        using (var client = scene.Connect())
        {
            using var other = new TestCertificateAuthority("Other CA");
            Assert.Equal(0, await SayAsync(wrong, other.IssueServer(), SslProtocols.None));
            await using var server = await AcceptAsync(right);
            client.Write("hello"u8.ToArray());
            Assert.Equal("hello", await ReadTextAsync(server, 5));
            await server.ShutdownAsync();
            client.CompleteWritesAndAwaitEnd();
        }

        Assert.Equal(right.Address, scene.AssertNextClosed("service-closed").Fields["upstream"]);
        await scene.EndAsync();
    }

    public void Dispose() => _authority.Dispose();

    private Task<ForwardScene> StartAsync(TestUpstream upstream, string service, string overrides = "", string revocations = "") =>
        StartAsync([upstream.Address], service, overrides, revocations);

    private Task<ForwardScene> StartAsync(string[] upstreams, string service, string overrides, string revocations) =>
        ForwardScene.StartAsync(upstreams, service, overrides: overrides, prepare: (_, directory) =>
        {
            directory.Write("upstream-ca.crt", _authority.CertificatePem);
            directory.Write("upstream.crl", revocations);
        });

    private async Task<SslStream> AcceptAsync(TestUpstream upstream) =>
        await TlsUpstream.AuthenticateAsync(await upstream.NextAsync(), _authority.IssueServer());

    /// <summary>Plays a server that must not be spoken to; returns how many bytes it was told nevertheless.</summary>
    private static async Task<int> SayAsync(TestUpstream upstream, IssuedCertificate certificate, SslProtocols protocols)
    {
        try
        {
            await using var server = await TlsUpstream.AuthenticateAsync(await upstream.NextAsync(), certificate, protocols);
            await server.WriteAsync("an answer that nobody must get"u8.ToArray());
            return await server.ReadAsync(new byte[100]).AsTask().WaitAsync(TestUpstream.Patience);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException or SocketException)
        {
            return 0;
        }
    }

    private static async Task<string> ReadTextAsync(SslStream stream, int length)
    {
        var received = new byte[length];
        await stream.ReadExactlyAsync(received).AsTask().WaitAsync(TestUpstream.Patience);
        return System.Text.Encoding.ASCII.GetString(received);
    }
}
