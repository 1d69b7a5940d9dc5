using System.Diagnostics;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;
using Xunit.Abstractions;

namespace ActorTls.Scenarios.SteadyPath;

/// <summary>
/// The steady data path allocates nothing: from the socket's readiness through the actor's mailbox and turn to the socket
/// again there is no byte of managed memory that an event loop allocates, Akka.NET's part included. Measured with messages of
/// 64 bytes and with a stream that needs many turns, both ways at once.
/// </summary>
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Messages = 5_000;
    private const int TimesInARow = 3;

    // With this, putting off the deadlines is measured too.
    private const string Deadlines = "actor-tls.listeners.test.timeouts { idle = 1h, lifetime = 1d }";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task An_echo_allocates_nothing(TlsProtocols version)
    {
        await using var server = await TestServer.StartAsync(Deadlines);
        await AssertAllocatesNothingAsync(server, version, server);
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task Forwarding_to_a_plaintext_upstream_allocates_nothing(TlsProtocols version)
    {
        await using var upstream = await TestServer.StartAsync(
            "actor-tls.listeners.plain { address = \"127.0.0.1\", port = 0, tls = off, service = echo }");
        await using var server = await TestServer.StartAsync(Forward($"127.0.0.1:{upstream.EndPointOf("plain").Port}"));
        await AssertAllocatesNothingAsync(server, version, server, upstream);
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task Forwarding_to_an_upstream_in_mutual_TLS_allocates_nothing(TlsProtocols version)
    {
        await using var upstream = await TestServer.StartAsync($"actor-tls.policies.test.protocols = [\"{NameOf(version)}\"]");
        await using var server = await TestServer.StartAsync(
            $$"""
            {{Forward($"localhost:{upstream.EndPoint.Port}", "tls { enabled = on, policy = up, server-ca = [\"upstream-ca.crt\"] }")}}
            actor-tls.policies.up.certificates = [{ cert = "own.crt", key = "own.key" }]
            """,
            (_, directory) =>
            {
                var own = upstream.Authority.IssueClient();
                directory.Write("upstream-ca.crt", upstream.Authority.CertificatePem);
                directory.Write("own.crt", own.CertificatePem);
                directory.Write("own.key", own.KeyPem);
            });
        await AssertAllocatesNothingAsync(server, version, server, upstream);
    }

    [Fact]
    public async Task A_service_that_allocates_is_noticed_to_the_byte()
    {
        const int each = 24 + 8;   // An array's header, and its elements.
        var service = new TestService("hoard", () => new HoardingSession());
        await using var server = await TestServer.StartAsync(service.Configuration, null, service);
        using (var client = new EchoingClient(server, server.EndPointOf("hoard"), TlsProtocols.Tls13))
        {
            await AssertAllocatesAsync(new LoopAllocations(server), each * Messages, () => client.EchoMessages(Messages));
        }
        await server.AssertBaselineAsync();
    }

    private async Task AssertAllocatesNothingAsync(TestServer server, TlsProtocols version, params TestServer[] measured)
    {
        var allocations = new LoopAllocations(measured);
        using (var client = new EchoingClient(server, server.EndPoint, version))
        {
            await AssertAllocatesAsync(allocations, 0, () => client.EchoMessages(Messages));
            await AssertAllocatesAsync(allocations, 0, () => client.EchoStream());
        }
        await server.AssertBaselineAsync();
    }

    /// <summary>
    /// What is allocated once, and while methods are compiled still, is not of the steady path: so the same is done again until
    /// it allocates exactly this much a few times in a row, which what allocates more now and then does not in all that time.
    /// </summary>
    private async Task AssertAllocatesAsync(LoopAllocations allocations, long expected, Action work)
    {
        var start = Stopwatch.GetTimestamp();
        for (var inARow = 0; inARow < TimesInARow;)
        {
            var before = await allocations.ReadAsync();
            work();
            var allocated = await allocations.ReadAsync() - before;
            output.WriteLine($"{allocated} bytes");
            inARow = allocated == expected ? inARow + 1 : 0;
            if (Stopwatch.GetElapsedTime(start) > Patience) Assert.Equal(expected, allocated);
        }
    }

    private static string Forward(string upstream, string tls = "") =>
        $$"""
        {{Deadlines}}
        actor-tls {
          services.forward { type = forward, upstreams = ["{{upstream}}"]
            {{tls}} }
          listeners.test.service = forward
        }
        """;

    private static string NameOf(TlsProtocols version) => version == TlsProtocols.Tls12 ? "TLSv1.2" : "TLSv1.3";

    private sealed class HoardingSession : Session
    {
        private byte[] _last = [];

        protected internal override void OnReceived(ReadOnlySpan<byte> data)
        {
            _last = new byte[8];
            Connection.Write(data);
        }

        protected internal override void OnPeerCompleted() => Connection.Write(_last);
    }
}
