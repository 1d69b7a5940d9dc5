using System.Net;
using System.Net.Sockets;
using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Hosting;
using ActorTls.Deployments;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using ActorTls.Testing;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// A whole server within the test's process, configured by HOCON text as a user would write it: real sockets, event
/// loops, actors and OpenSSL. At its end a scenario asserts that everything is back at the baseline.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private static readonly OpenSslEngine Engine = OpenSslEngine.Load();

    private readonly TemporaryDirectory _directory;
    private readonly IReadOnlyCollection<IServiceType> _types;
    private readonly IHost _host;
    private readonly ActorTlsServer _server;
    private readonly int _channelsBefore;
    private int _descriptorsWhenReady;
    private string[] _openWhenReady = [];

    static TestServer()
    {
        // The runtime opens an epoll set of its own with the first wait for a socket, which no scenario shall count as left over.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var accepting = listener.AcceptAsync();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        accepting.GetAwaiter().GetResult().Dispose();
    }

    private TestServer(
        TemporaryDirectory directory, IReadOnlyCollection<IServiceType> types, TestCertificateAuthority authority, IHost host,
        ActorTlsServer server, CapturingLogger log)
    {
        (_directory, _types) = (directory, types);
        Authority = authority;
        _host = host;
        _server = server;
        Log = log;
        _channelsBefore = OpenSslEngine.LiveChannels;
    }

    /// <summary>Signs the server's certificate, and is the only client CA.</summary>
    public TestCertificateAuthority Authority { get; }

    /// <summary>Whatever the server logged.</summary>
    internal CapturingLogger Log { get; }

    /// <summary>Where the first listener listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = null!;

    /// <summary>The directory with <c>ca.crt</c>, <c>server.crt</c>, <c>server.key</c>, <c>client.crt</c> and <c>client.key</c>.</summary>
    public string Directory => _directory.Path;

    /// <summary>The listeners as bound, by name.</summary>
    public IReadOnlyList<BoundListener> Listeners { get; private set; } = [];

    /// <summary>The event loops, for tests that measure what happens on them.</summary>
    internal IReadOnlyList<EventLoop> Loops => _server.EventLoops.All;

    internal ServerMetrics Metrics => _server.Metrics;

    /// <summary>The server itself, for what is asked of it.</summary>
    internal ActorTlsServer Server => _server;

    /// <summary>
    /// Starts a server with one echo listener that requires a certificate of <c>CN=alice</c>.
    /// </summary>
    /// <param name="overrides">HOCON that is laid over that, with paths relative to <see cref="Directory"/>.</param>
    /// <param name="prepare">Writes more files into <see cref="Directory"/> before the configuration is read.</param>
    /// <param name="services">Types of services besides the built-in ones.</param>
    public static async Task<TestServer> StartAsync(
        string overrides = "", Action<TestCertificateAuthority, TemporaryDirectory>? prepare = null,
        params IReadOnlyCollection<IServiceType> services)
    {
        var started = await BeginAsync(overrides, prepare, services);
        started.Listeners = await started._server.Started.WaitAsync(TimeSpan.FromSeconds(60));
        started.EndPoint = IPEndPoint.Parse(started.Listeners[0].Address);
        started._descriptorsWhenReady = CountDescriptors();
        started._openWhenReady = [.. OpenDescriptors()];
        return started;
    }

    /// <summary>As <see cref="StartAsync"/>, without waiting for the listeners.</summary>
    public static async Task<TestServer> BeginAsync(
        string overrides = "", Action<TestCertificateAuthority, TemporaryDirectory>? prepare = null,
        params IReadOnlyCollection<IServiceType> services)
    {
        var directory = new TemporaryDirectory();
        var authority = new TestCertificateAuthority();
        directory.Write("ca.crt", authority.CertificatePem);
        Write(directory, "server", authority.IssueServer());
        Write(directory, "client", authority.IssueClient());
        prepare?.Invoke(authority, directory);

        IReadOnlyCollection<IServiceType> types = [.. BuiltInServices.All, .. services];
        var deployment = Load(directory, overrides, types);
        var log = new CapturingLogger();
        var server = new ActorTlsServer(deployment, log);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddAkka("scenario", akka => akka.WithActorTls(server).ConfigureLoggers(loggers => loggers.ClearLoggers()));
        var host = builder.Build();
        await host.StartAsync();
        return new TestServer(directory, types, authority, host, server, log);
    }

    /// <summary>Stops accepting and waits for the connections to end; returns how many were cut.</summary>
    public Task<int> DrainAsync() => _server.DrainAsync().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Reads the configuration and every file anew, with other overrides, and deploys it.</summary>
    /// <exception cref="InvalidOperationException">It is not valid, or cannot be put in force.</exception>
    public Task<DeploymentSummary> DeployAsync(string overrides = "") => DeployAsync(Load(overrides));

    /// <summary>Deploys what <see cref="Load"/> has read.</summary>
    internal async Task<DeploymentSummary> DeployAsync(Deployment deployment)
    {
        var summary = await _server.DeployAsync(deployment).WaitAsync(TimeSpan.FromSeconds(60));
        _descriptorsWhenReady += summary.Listeners.Count - Listeners.Count;
        Listeners = summary.Listeners;
        return summary;
    }

    /// <summary>Reads overrides that are not valid, and tells the server.</summary>
    internal void RefuseDeployment(string overrides)
    {
        var report = new ConfigurationReport();
        Assert.Null(TryLoad(_directory, overrides, _types, report));
        _server.RefuseDeployment(report);
    }

    /// <summary>Reads the configuration and every file anew.</summary>
    /// <exception cref="InvalidOperationException">It is not valid.</exception>
    internal Deployment Load(string overrides) => Load(_directory, overrides, _types);

    /// <summary>Where a listener listens.</summary>
    public IPEndPoint EndPointOf(string listener) =>
        IPEndPoint.Parse(Listeners.Single(bound => bound.Name == listener).Address);

    /// <summary>Replaces a certificate and its key on disk.</summary>
    internal void Replace(string name, IssuedCertificate certificate) => Write(_directory, name, certificate);

    /// <summary>Completes once the last listener is gone.</summary>
    public Task Ended => _server.Ended;

    /// <summary>Cuts every connection.</summary>
    public void CutNow() => _server.CutNow();

    /// <summary>
    /// Waits until no connection, no actor of one, no TLS state and no descriptor is left over. Clients must have closed
    /// their own sockets before; tests of this project do not run in parallel, since descriptors belong to the process.
    /// </summary>
    public async Task AssertBaselineAsync()
    {
        await WaitUntil(() => CountConnectionActors() == 0, () => $"{CountConnectionActors()} connection actors are left");
        await WaitUntil(() => OpenSslEngine.LiveChannels == _channelsBefore, () => $"{OpenSslEngine.LiveChannels - _channelsBefore} TLS channels are left");
        await WaitUntil(() => CountDescriptors() <= _descriptorsWhenReady, () => $"{CountDescriptors() - _descriptorsWhenReady} descriptors are left; new are: {DescribeNewDescriptors()}");
    }

    /// <summary>So many connections are left.</summary>
    public Task AssertConnectionsAsync(int count) =>
        WaitUntil(() => CountConnectionActors() == count, () => $"{CountConnectionActors()} connection actors are left");

    /// <summary>Connection actors that exist now, of all listeners and event loops.</summary>
    public int CountConnectionActors()
    {
        var root = (ActorRefWithCell)_host.Services.GetRequiredService<ActorSystem>()
            .ActorSelection("/user/actor-tls").ResolveOne(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        return root.Children.OfType<ActorRefWithCell>()
            .SelectMany(listener => listener.Children.OfType<ActorRefWithCell>())
            .Sum(acceptor => acceptor.Children.Count());
    }

    /// <summary>An actor below <c>/user/actor-tls</c>.</summary>
    internal IActorRef FindActor(string path) => _host.Services.GetRequiredService<ActorSystem>()
        .ActorSelection($"/user/actor-tls/{path}").ResolveOne(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        _server.CutNow();
        await _host.StopAsync();
        _host.Dispose();
        _server.Dispose();
        Authority.Dispose();
        _directory.Dispose();
        Log.Dispose();
    }

    private static Deployment Load(TemporaryDirectory directory, string overrides, IReadOnlyCollection<IServiceType> types)
    {
        var report = new ConfigurationReport();
        return TryLoad(directory, overrides, types, report) ?? throw new InvalidOperationException(string.Join("\n", report.Errors));
    }

    private static Deployment? TryLoad(
        TemporaryDirectory directory, string overrides, IReadOnlyCollection<IServiceType> types, ConfigurationReport report)
    {
        const string basis = """
            actor-tls {
              io { workers = 2 }
              policies.test {
                certificates = [{ cert = "server.crt", key = "server.key" }]
                client-ca = ["ca.crt"]
                authorization.allow = [{ common-name = "alice" }]
              }
              services.echo { type = echo }
              listeners.test { address = "127.0.0.1", port = 0, policy = "test", service = "echo" }
            }
            """;
        var sources = new ConfigurationSources()
            .AddFile(directory.Write("basis.conf", basis))
            .AddFile(directory.Write("overrides.conf", overrides));
        var settings = ActorTlsConfiguration.Read(sources, types, report);
        var services = new DeploymentServices(Engine, new DiskFileSource(), TimeProvider.System, types);
        return settings is null ? null : Deployment.Load(settings, services, report);
    }

    private static void Write(TemporaryDirectory directory, string name, IssuedCertificate certificate)
    {
        directory.Write($"{name}.crt", certificate.CertificatePem);
        directory.Write($"{name}.key", certificate.KeyPem);
    }

    // Epoll sets, event loops and the runtime's own descriptors are part of both counts. Files are not: the runtime opens
    // each assembly when it is first needed, and keeps it open. Nor are pipes, which a server has none of: the console opens
    // its own when it is first written to.
    private static bool IsKindOfServer(string target) =>
        !target.StartsWith('/') && !target.StartsWith("pipe:", StringComparison.Ordinal);

    private static int CountDescriptors() => OpenDescriptors().Count(IsKindOfServer);

    private string DescribeNewDescriptors()
    {
        var now = OpenDescriptors().Where(IsKindOfServer).ToList();
        foreach (var known in _openWhenReady) now.Remove(known);   // One of each: some have the same name.
        return string.Join(", ", now.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> OpenDescriptors() =>
        new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Select(entry => entry.LinkTarget ?? entry.Name);

    private static async Task WaitUntil(Func<bool> condition, Func<string> otherwise)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, otherwise());
            await Task.Delay(10);
        }
    }
}
