using System.Net.Sockets;
using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Fairness;

/// <summary>Handshakes, which cost as much as many messages, beside a connection that has always something to do.</summary>
public sealed class HandshakeStormTests
{
    private const int Clients = 150;
    private const int Steps = 2 * Clients;   // A ClientHello each, and a Finished.

    [Fact]
    public async Task Between_two_turns_of_a_live_connection_there_is_one_handshakes_turn_and_yet_all_come_to_their_end()
    {
        using var allHaveSpoken = new ManualResetEventSlim();
        var live = new LiveSession(allHaveSpoken);
        var service = new TestService("live", () => live);
        await using var server = await TestServer.StartAsync($$"""
            {{service.Configuration}}
            actor-tls { io.workers = 1, listeners.plain { address = "unix:live.sock", tls = off, service = live } }
            """, services: service);
        using var neighbour = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        neighbour.Connect(new UnixDomainSocketEndPoint(Path.Combine(server.Directory, "live.sock")));
        live.Peer = neighbour;
        live.Others = server.Metrics.CountersOf("test", 0);
        neighbour.Send([1]);
        await live.Began.WaitAsync(TimeSpan.FromSeconds(30));

        // The event loop stands in the neighbour's turn until everyone has sent a ClientHello.
        using var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), TlsProtocols.Tls13);
        var clients = Enumerable.Range(0, Clients).Select(_ => EngineClient.Connect(context, server.EndPointOf("test"))).ToList();
        foreach (var client in clients) Assert.Equal(TlsStatus.WantRead, client.StepHandshake());
        allHaveSpoken.Set();

        foreach (var client in clients) Assert.Equal(TlsStatus.Done, client.Handshake());

        // Two, where a client's answer came before OpenSSL had done with its ClientHello: then both are one turn.
        Assert.InRange(await live.MostStepsBetweenTurns.WaitAsync(TimeSpan.FromSeconds(60)), 1, 2);

        foreach (var client in clients)
        {
            client.CompleteWritesAndAwaitEnd();
            client.Dispose();
        }
        for (var i = 0; i < Clients; i++) Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        neighbour.Dispose();
        Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    /// <summary>
    /// Whenever it has received a byte it has its peer send another one, so that it is ready again when its turn ends: a Unix
    /// socket delivers at once. In each turn it counts what was done for the others since the last.
    /// </summary>
    private sealed class LiveSession(ManualResetEventSlim goOn) : Session
    {
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<long> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _steps;
        private long _most;

        public Socket? Peer { private get; set; }

        public AcceptorCounters? Others { private get; set; }

        public Task Began => _began.Task;

        public Task<long> MostStepsBetweenTurns => _ended.Task;

        protected internal override void OnReceived(ReadOnlySpan<byte> data)
        {
            _began.TrySetResult();
            goOn.Wait(TimeSpan.FromSeconds(60));

            var steps = Others!.Connections(ConnectionPhase.Handshaking) + (2 * Others!.Connections(ConnectionPhase.Established));
            _most = Math.Max(_most, steps - _steps);
            _steps = steps;
            if (steps < Steps) Peer!.Send([1]);
            else _ended.TrySetResult(_most);
        }
    }
}
