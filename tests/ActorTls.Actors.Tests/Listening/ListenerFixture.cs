using System.Net;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Hosting;
using ActorTls.Listening;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using ActorTls.Testing;
using ActorTls.Tls;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorTls.Actors.Tests.Listening;

/// <summary>Listeners without TLS on two event loops, for tests of the actors above connections.</summary>
public abstract class ListenerFixture : TestKit
{
    protected const int Loops = 2;
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeoutSettings NoTimeouts = new(null, null, null, null, null, null, null, null);

    private readonly EventLoopGroup _loops;

    protected ListenerFixture() : this(EventLoopGroup.Start(Loops, TimeSpan.Zero, TimeProvider.System, (_, _) => { })) { }

    private ListenerFixture(EventLoopGroup loops) : base(Setup(loops))
    {
        _loops = loops;
        Services = new ListenerServices(loops, Metrics, TimeProvider.System, Log);
    }

    private protected new CapturingLogger Log { get; } = new();

    private protected ServerMetrics Metrics { get; } = new(ServerLabels.All);

    private protected ListenerServices Services { get; }

    private protected static ListenerSettings SettingsOf(string name) => new(
        name, default, new ListenAddress.Ip(new IPEndPoint(IPAddress.Loopback, 0)), 16, default, new Located<string>("echo", default),
        new TcpSettings(null, true), new LimitSettings(0, 0, 0), NoTimeouts) { IsPlaintext = true };

    private protected ListenerState CreateState(string name = "front") => new(
        VersionOf(name), [.. Enumerable.Repeat(PlaintextContext.Instance, Loops)], ListenSocket.Open(SettingsOf(name)), Services);

    private protected static ListenerVersion VersionOf(string name) =>
        new(SettingsOf(name), AuthorizationRules.AnonymousOnly, new EchoService(), null);

    protected override void AfterAll()
    {
        base.AfterAll();
        _loops.Dispose();
        Metrics.Dispose();
        Log.Dispose();
    }

    private static ActorSystemSetup Setup(EventLoopGroup loops) => ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(IoDispatchers.Config(Loops)).WithFallback(DefaultConfig)),
        new EventLoopsSetup(loops));
}
