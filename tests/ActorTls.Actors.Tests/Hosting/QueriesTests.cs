using System.Net;
using System.Net.Sockets;
using ActorTls.Actors.Tests.Tls;
using ActorTls.Administration;
using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Hosting;
using ActorTls.Sessions;
using ActorTls.Testing;
using ActorTls.Tls;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorTls.Actors.Tests.Hosting;

/// <summary>What a server with real connections answers to queries, while they come and go.</summary>
public sealed class QueriesTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CapturingLogger _log = new();
    private readonly List<Socket> _clients = [];
    private readonly ActorTlsServer _server;
    private readonly ActorSystem _system;

    public QueriesTests()
    {
        _server = new ActorTlsServer(Load("front", "limits.max-connections-per-address = 500"), _log);
        _system = ActorSystem.Create("queries", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(IoDispatchers.Config(_server.EventLoops.All.Count))),
            new EventLoopsSetup(_server.EventLoops)));
    }

    public Task InitializeAsync()
    {
        _server.Start(_system);
        return _server.Started.WaitAsync(Patience);
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _system.Terminate().WaitAsync(Patience);
    }

    /// <summary>After the actor system has terminated.</summary>
    public void Dispose()
    {
        _server.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Whoever_stays_connected_is_listed_exactly_once_while_others_come_and_go()
    {
        const int staying = 200, coming = 4;
        for (var i = 0; i < staying; i++) Connect();
        var living = _clients.Select(client => AddressOf(client)).ToHashSet();
        using var enough = new CancellationTokenSource();
        var churn = Enumerable.Range(0, coming).Select(_ => Task.Run(() =>
        {
            var count = 0;
            for (; !enough.IsCancellationRequested; count++) Connect(isKept: false).Dispose();
            return count;
        })).ToList();

        // As long as it takes until others have come and gone while the list was made.
        for (var (lists, lastId, seenOthers) = (0, 0L, 0); lists < 10 || seenOthers < 10; lists++)
        {
            var listed = await ListAsync(pageSize: 23);
            Assert.Equal(listed.Select(connection => connection.Id).Order(), listed.Select(connection => connection.Id));
            Assert.Equal(listed.Count, listed.Select(connection => connection.Id).Distinct().Count());
            Assert.Equal(living, listed.Select(connection => connection.Peer).Where(living.Contains).ToHashSet());
            seenOthers += listed.Count(connection => connection.Id > lastId && !living.Contains(connection.Peer));
            lastId = Math.Max(lastId, listed[^1].Id);
        }
        await enough.CancelAsync();
        var ended = (await Task.WhenAll(churn).WaitAsync(Patience)).Sum() + staying;

        foreach (var client in _clients) client.Dispose();
        for (var i = 0; i < ended; i++) _log.NextClosed();
        Assert.Empty(await ListAsync(pageSize: 100));
        Assert.InRange((await ListClosedAsync()).Count, Math.Min(ended, Endings.MostOfServer / 2), Math.Min(ended, Endings.MostOfServer));
    }

    [Fact]
    public async Task A_connection_is_shown_with_the_deployment_and_the_listener_that_it_has()
    {
        Connect();
        var first = Assert.Single(await ListAsync());
        Assert.Equal(
            ("front", "echo", 1, ConnectionPhase.Established, 1L, 1L),
            (first.Listener, first.Service, first.Generation, first.Phase, first.BytesIn, first.BytesOut));

        // The listener is removed: it drains, and its connection is still to be seen.
        var summary = await _server.DeployAsync(Load("back")).WaitAsync(Patience);
        Connect(IPEndPoint.Parse(summary.Listeners.Single().Address));
        Assert.Equal([("front", 1), ("back", 2)], (await ListAsync()).Select(connection => (connection.Listener, connection.Generation)));
        Assert.Equal("back", Assert.Single((await _server.QueryConnectionsAsync(new ConnectionFilter { Generation = 2 }).WaitAsync(Patience)).Items).Listener);
        Assert.Equal(first.Id, (await _server.FindConnectionAsync(first.Id).WaitAsync(Patience))!.Id);

        _clients[0].Dispose();
        _log.NextClosed();
        Assert.Null(await _server.FindConnectionAsync(first.Id).WaitAsync(Patience));
        var ending = Assert.Single((await _server.QueryClosedAsync().WaitAsync(Patience)).Items);
        Assert.Equal((first.Id, "front", CloseReason.PeerFinished), (ending.Connection.Id, ending.Connection.Listener, ending.Reason));
    }

    [Fact]
    public async Task Who_was_closed_as_soon_as_it_was_accepted_is_among_the_endings_and_the_failures()
    {
        await _server.DeployAsync(Load("front", "limits.max-connections-per-address = 1")).WaitAsync(Patience);
        Connect();
        using var refused = Open();
        Assert.Equal(0, Receive(refused));

        Assert.Equal("over-limit", _log.NextClosed().Reason);
        var ending = Assert.Single((await _server.QueryClosedAsync(reason: CloseReason.OverLimit).WaitAsync(Patience)).Items);
        Assert.Equal((ConnectionPhase.Accepted, AddressOf(refused)), (ending.Connection.Phase, ending.Connection.Peer));
        var failure = Assert.Single(await _server.CountFailuresAsync(FailureGrouping.Reason | FailureGrouping.Source).WaitAsync(Patience));
        Assert.Equal((CloseReason.OverLimit, "127.0.0.1", 1L), (failure.Reason!.Value, failure.Source, failure.Count));
    }

    [Fact]
    public async Task The_connection_with_most_bytes_is_at_the_top()
    {
        for (var i = 0; i < 5; i++) Connect();
        for (var i = 0; i < 100; i++) Echo(_clients[3]);
        var top = await _server.QueryTopConnectionsAsync(ConnectionOrder.BytesIn, limit: 2).WaitAsync(Patience);
        Assert.Equal([(AddressOf(_clients[3]), 101L), (AddressOf(_clients[0]), 1L)], top.Select(each => (each.Peer, each.BytesIn)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ActorTlsServer.LargestPage + 1)]
    public async Task A_page_without_a_reasonable_size_is_refused(int limit)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _server.QueryConnectionsAsync(limit: limit));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _server.QueryClosedAsync(limit: limit));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _server.QueryIdentitiesAsync(limit: limit));
    }

    [Fact]
    public async Task Whoever_asks_goes_on_off_the_event_loops()
    {
        var loop = await Task.Run(async () =>
        {
            await _server.QueryConnectionsAsync();
            return EventLoop.Current;
        }).WaitAsync(Patience);
        Assert.Null(loop);
    }

    [Fact]
    public async Task A_server_that_has_ended_says_so()
    {
        await _server.DrainAsync().WaitAsync(Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _server.QueryConnectionsAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_query_from_before_the_start_is_answered_after_it()
    {
        using var log = new CapturingLogger();
        using var server = new ActorTlsServer(Load("front"), log);
        var asked = server.QueryConnectionsAsync();
        var system = ActorSystem.Create("later", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(IoDispatchers.Config(server.EventLoops.All.Count))),
            new EventLoopsSetup(server.EventLoops)));
        server.Start(system);
        Assert.Empty((await asked.WaitAsync(Patience)).Items);
        await system.Terminate().WaitAsync(Patience);
    }

    private async Task<List<ConnectionSnapshot>> ListAsync(int pageSize = 100)
    {
        var (all, after) = (new List<ConnectionSnapshot>(), (long?)0);
        while (after is not null)
        {
            var page = await _server.QueryConnectionsAsync(after: after.Value, limit: pageSize).WaitAsync(Patience);
            Assert.InRange(page.Items.Length, 0, pageSize);
            all.AddRange(page.Items);
            after = page.Next;
        }
        return all;
    }

    private async Task<List<ConnectionEnding>> ListClosedAsync()
    {
        var (all, after) = (new List<ConnectionEnding>(), (long?)null);
        do
        {
            var page = await _server.QueryClosedAsync(after: after, limit: 1_000).WaitAsync(Patience);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    /// <summary>A connection that is established: a byte has come back.</summary>
    private Socket Connect(IPEndPoint? at = null, bool isKept = true)
    {
        var client = Open(at);
        if (isKept) _clients.Add(client);
        Echo(client);
        return client;
    }

    private Socket Open(IPEndPoint? at = null)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        client.Connect(at ?? IPEndPoint.Parse(_server.Started.Result[0].Address));
        return client;
    }

    private static string AddressOf(Socket client) => client.LocalEndPoint!.ToString()!;

    private static void Echo(Socket client)
    {
        client.Send("x"u8);
        Assert.Equal(1, Receive(client));
    }

    private static int Receive(Socket client)
    {
        try
        {
            return client.Receive(new byte[16]);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    /// <summary>One plaintext listener of this name on two event loops.</summary>
    private static Deployment Load(string listener, string overrides = "")
    {
        var report = new ConfigurationReport();
        var sources = new ConfigurationSources().AddDocument("test.conf", $$"""
            actor-tls {
              io.workers = 2
              services.echo.type = echo
              listeners.{{listener}} { address = "127.0.0.1", port = 0, tls = off, service = echo, {{overrides}} }
            }
            """);
        var settings = ActorTlsConfiguration.Read(sources, BuiltInServices.All, report);
        var services = new DeploymentServices(TlsTestPolicy.Engine, new DiskFileSource(), TimeProvider.System, BuiltInServices.All);
        return Deployment.Load(settings!, services, report) ?? throw new InvalidOperationException(string.Join('\n', report.Errors));
    }
}
