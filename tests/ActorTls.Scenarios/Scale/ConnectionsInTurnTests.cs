using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;
using Xunit.Abstractions;

namespace ActorTls.Scenarios.Scale;

/// <summary>
/// Ten thousand connections opened, used and closed in turn leave nothing behind. The listener admits very few at a
/// time, so that a slot that is not given back is missed at once.
/// </summary>
public sealed class ConnectionsInTurnTests(ITestOutputHelper output)
{
    private const int Clients = 4;
    private const int Thirds = 3;
    private const int ConnectionsOfClientInThird = 834;

    /// <summary>Every so many connections a client forgets its session: then it is a whole handshake again.</summary>
    private const int FullHandshakeEvery = 25;

    /// <summary>5 KiB for each connection of a third, less than its TLS state alone; and more than the noise of a heap.</summary>
    private const long TolerableGrowth = Clients * ConnectionsOfClientInThird * 5 * 1024L;

    [Fact]
    public async Task Ten_thousand_connections_in_turn_leave_nothing_behind()
    {
        await using var server = await TestServer.StartAsync(
            $"actor-tls.listeners.test.limits {{ max-connections = {Clients}, max-handshakes = {Clients} }}");
        var returning = Enumerable.Range(0, Clients)
            .Select(number => new ReturningClient(server, number % 2 == 0 ? TlsProtocols.Tls12 : TlsProtocols.Tls13)).ToList();

        var figures = new List<MemoryFigures>();
        for (var third = 0; third < Thirds; third++)
        {
            await Task.WhenAll(returning.Select(client => Task.Factory.StartNew(
                () => client.Visit(ConnectionsOfClientInThird), TaskCreationOptions.LongRunning)));
            AssertAllEndedWell(server, Clients * ConnectionsOfClientInThird);
            await server.AssertBaselineAsync();
            figures.Add(MemoryFigures.Take());
            output.WriteLine($"after {(third + 1) * Clients * ConnectionsOfClientInThird} connections: {figures[^1]}");
        }
        foreach (var client in returning) client.Dispose();

        Assert.True(figures[2].Managed - figures[1].Managed < TolerableGrowth, $"the managed heap grows: {string.Join("; ", figures)}");
        Assert.True(figures[2].Resident - figures[1].Resident < TolerableGrowth, $"the process grows: {string.Join("; ", figures)}");
        HoldEverySlotAtOnce(server);
        await server.AssertBaselineAsync();
    }

    private static void AssertAllEndedWell(TestServer server, int connections)
    {
        var resumed = 0;
        for (var number = 0; number < connections; number++)
        {
            var closed = server.Log.NextClosed();
            Assert.Equal(("peer-finished", 4L, 4L), (closed.Reason, closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
            if (closed.Fields["resumed"] is true) resumed++;
        }
        Assert.InRange(resumed, connections * 9 / 10, connections - connections / FullHandshakeEvery);
        server.Log.All.Clear();   // What the test itself keeps is none of the server's growth.
    }

    private static void HoldEverySlotAtOnce(TestServer server)
    {
        using var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), TlsProtocols.Tls13);
        var held = Enumerable.Range(0, Clients).Select(_ => EngineClient.Establish(context, server.EndPoint)).ToList();
        foreach (var client in held) client.Echo([1]);
        foreach (var client in held) client.Dispose();
    }

    /// <summary>Comes again and again with the session that it was last given.</summary>
    private sealed class ReturningClient(TestServer server, TlsProtocols version) : IDisposable
    {
        private readonly ITlsClientContext _context =
            EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version);

        private ITlsClientSession? _session;

        public void Visit(int times)
        {
            for (var number = 0; number < times; number++)
            {
                if (number % FullHandshakeEvery == 0) Remember(null);
                using var client = EngineClient.Establish(_context, server.EndPoint, _session);
                client.Echo(BitConverter.GetBytes(number));
                if (client.TakeSession() is { } session) Remember(session);
                client.CompleteWritesAndAwaitEnd();
            }
        }

        public void Dispose()
        {
            Remember(null);
            _context.Dispose();
        }

        private void Remember(ITlsClientSession? session)
        {
            _session?.Dispose();
            _session = session;
        }
    }
}
