using System.Net;
using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Hosting;
using ActorTls.Deployments;
using ActorTls.Sessions;
using ActorTls.Testing;
using ActorTls.Tls;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorTls.Benchmarks.Serving;

/// <summary>A whole server with one event loop in this process; its log goes nowhere.</summary>
internal sealed class BenchmarkServer : IDisposable
{
    private const string LogNothing = "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off, coordinated-shutdown.run-by-clr-shutdown-hook = off }";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ActorTlsServer _server;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<BoundListener> _listeners;

    private BenchmarkServer(ActorTlsServer server)
    {
        _server = server;
        _system = CreateSystem(server.EventLoops);
        server.Start(_system);
        _listeners = server.Started.WaitAsync(Patience).GetAwaiter().GetResult();
    }

    /// <summary>Starts a server whose configuration's paths are relative to a directory, and waits until it listens.</summary>
    public static BenchmarkServer Start(TemporaryDirectory directory, string configuration, params IServiceType[] services)
    {
        IServiceType[] types = [.. BuiltInServices.All, .. services];
        var report = new ConfigurationReport();
        var sources = new ConfigurationSources { WorkingDirectory = directory.Path }
            .AddDocument("benchmark", $"actor-tls.io.workers = 1\n{configuration}");
        var settings = ActorTlsConfiguration.Read(sources, types, report);
        var deployment = settings is null ? null : Deployment.Load(
            settings, new DeploymentServices(BenchmarkEngine.Server, new DiskFileSource(), TimeProvider.System, types), report);
        return new BenchmarkServer(new ActorTlsServer(
            deployment ?? throw new InvalidOperationException(string.Join('\n', report.Errors)), NullLoggerFactory.Instance));
    }

    /// <summary>An actor system with dispatchers on these loops.</summary>
    public static ActorSystem CreateSystem(EventLoopGroup loops) => ActorSystem.Create("benchmark", BootstrapSetup.Create()
        .WithConfig(ConfigurationFactory.ParseString(IoDispatchers.Config(loops.All.Count) + LogNothing))
        .And(new EventLoopsSetup(loops)));

    /// <summary>Where a listener listens.</summary>
    public IPEndPoint EndPointOf(string listener) => IPEndPoint.Parse(_listeners.Single(bound => bound.Name == listener).Address);

    public void Dispose()
    {
        _server.CutNow();
        _server.DrainAsync().WaitAsync(Patience).GetAwaiter().GetResult();
        _system.Terminate().WaitAsync(Patience).GetAwaiter().GetResult();
        _server.Dispose();
    }
}
