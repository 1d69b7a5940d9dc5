using ActorTls.Actors.Tests.Tls;
using ActorTls.Configuration;
using ActorTls.Deployments;
using ActorTls.EventLoops;
using ActorTls.Hosting;
using ActorTls.Testing;
using ActorTls.Tls;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorTls.Actors.Tests.Hosting;

/// <summary>What is asked of a server before its actor system runs is done in the order in which it was asked for.</summary>
public sealed class ActorTlsServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CapturingLogger _log = new();
    private readonly List<IDisposable> _owned = [];

    [Fact]
    public async Task Deployments_from_before_the_start_are_done_after_it_in_their_order()
    {
        var server = Create("first");
        var deployments = Enumerable.Range(0, 10).Select(i => server.DeployAsync(Load($"listener{i}"))).ToList();
        Start(server);

        Assert.Equal(["first"], (await server.Started.WaitAsync(Patience)).Select(listener => listener.Name));
        var summaries = await Task.WhenAll(deployments).WaitAsync(Patience);
        for (var i = 0; i < summaries.Length; i++)
        {
            Assert.Equal([$"listener{i}"], summaries[i].Opened);
            Assert.Equal([i == 0 ? "first" : $"listener{i - 1}"], summaries[i].Removed);
        }
    }

    [Fact]
    public async Task What_needs_a_restart_is_refused_and_what_follows_is_done()
    {
        var server = Create("first");
        var refused = server.DeployAsync(Load("second", "io.workers = 2"));
        var deployed = server.DeployAsync(Load("third"));
        Start(server);

        var failure = await Assert.ThrowsAsync<DeploymentException>(() => refused.WaitAsync(Patience));
        Assert.Equal(["actor-tls.io differs, and cannot change while the server runs: restart it"], failure.Errors);
        Assert.Equal(["first"], (await deployed.WaitAsync(Patience)).Removed);
    }

    [Fact]
    public async Task A_drain_from_before_the_start_ends_the_server()
    {
        var server = Create("first");
        var drained = server.DrainAsync();
        var deployed = server.DeployAsync(Load("second"));
        Start(server);

        Assert.Equal(0, await drained.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Started.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deployed.WaitAsync(Patience));
    }

    [Fact]
    public async Task When_the_server_cannot_start_each_deployment_says_why()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var server = Create("first", $"listeners.first.port = {((System.Net.IPEndPoint)taken.LocalEndpoint).Port}");
        var before = server.DeployAsync(Load("second"));
        Start(server);

        await server.Ended.WaitAsync(Patience);
        Assert.True(server.Started.IsCompleted);   // A caller that waits for both learns why the server has ended.
        await Assert.ThrowsAsync<BindException>(() => server.Started.WaitAsync(Patience));
        await Assert.ThrowsAsync<BindException>(() => before.WaitAsync(Patience));
        await Assert.ThrowsAsync<BindException>(() => server.DeployAsync(Load("third")).WaitAsync(Patience));
        Assert.DoesNotContain(_log.All, logged => logged.Message.Contains("accepts connections", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        _log.Dispose();
    }

    private ActorTlsServer Create(string listener, string overrides = "")
    {
        var server = new ActorTlsServer(Load(listener, overrides), _log);
        _owned.Add(server);
        return server;
    }

    private void Start(ActorTlsServer server)
    {
        var system = ActorSystem.Create("hosting", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(IoDispatchers.Config(server.EventLoops.All.Count))), new EventLoopsSetup(server.EventLoops)));
        _owned.Add(new EndOfSystem(system));
        server.Start(system);
    }

    /// <summary>One plaintext listener of this name.</summary>
    private static Deployment Load(string listener, string overrides = "")
    {
        var report = new ConfigurationReport();
        var sources = new ConfigurationSources().AddDocument("test.conf", $$"""
            actor-tls {
              io.workers = 1
              services.echo.type = echo
              listeners.{{listener}} { address = "127.0.0.1", port = 0, tls = off, service = echo }
              {{overrides}}
            }
            """);
        var settings = ActorTlsConfiguration.Read(sources, BuiltInServices.All, report);
        var services = new DeploymentServices(TlsTestPolicy.Engine, new DiskFileSource(), TimeProvider.System, BuiltInServices.All);
        return Deployment.Load(settings!, services, report) ?? throw new InvalidOperationException(string.Join('\n', report.Errors));
    }

    private sealed class EndOfSystem(ActorSystem system) : IDisposable
    {
        public void Dispose() => Assert.True(system.Terminate().Wait(Patience), "The actor system did not end.");
    }
}
