using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorTls.Testing;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Hosting;
using ActorTls.Listening;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>Connection actors on a real event loop with real sockets, and scripted TLS, authority and session.</summary>
public abstract class ConnectionFixture : TestKit
{
    private protected static readonly TimeoutSettings NoTimeouts = new(null, null, null, null, null, null, null, null);

    private static readonly ListenerSettings Settings = new(
        "test", default, new ListenAddress.Ip(new IPEndPoint(IPAddress.Loopback, 0)), 16, default, default,
        new TcpSettings(null, true), new LimitSettings(0, 0, 0), NoTimeouts);

    private readonly EventLoopGroup _loops;

    protected ConnectionFixture() : this(EventLoopGroup.Start(1, TimeSpan.Zero, TimeProvider.System, (_, _) => { })) { }

    private ConnectionFixture(EventLoopGroup loops) : base(Setup(loops))
    {
        _loops = loops;
        Environment = new ConnectionEnvironment(
            "test", loops.All[0], Admission, new HandshakeQueue(Admission),
            new ListenerVersions(new ListenerVersion(Settings, Authority, Sessions, null), [Tls]), Metrics.CountersOf("test", 0), Metrics, Log)
        {
            Endings = new Endings(100, TimeProvider.System),
        };
    }

    private AdmissionGate Admission { get; } = new(new LimitSettings(0, 0, 0));

    private protected new CapturingLogger Log { get; } = new();

    private protected TlsScript Tls { get; } = new();

    private protected ScriptedAuthority Authority { get; } = new();

    private protected ScriptedSessions Sessions { get; } = new();

    private protected ServerMetrics Metrics { get; } = new(ServerLabels.All);

    private protected ConnectionEnvironment Environment { get; set; }

    /// <summary>Of the connections to come.</summary>
    private protected TimeoutSettings Timeouts
    {
        set => Use(Version with { Settings = Version.Settings with { Timeouts = value } });
    }

    /// <summary>Of the connections to come.</summary>
    private protected TimeSpan? KeepAlive
    {
        set => Use(Version with { Settings = Version.Settings with { Tcp = Version.Settings.Tcp with { KeepAlive = value } } });
    }

    /// <summary>Has the connections to come served by another service than <see cref="Sessions"/>.</summary>
    private protected void UseSessions(ISessionFactory sessions) => Use(Version with { Sessions = sessions });

    private ListenerVersion Version => Environment.Versions.Current;

    private void Use(ListenerVersion version) => Environment = Environment with { Versions = new ListenerVersions(version, [Tls]) };

    /// <summary>A connection as it is after acceptance: the actor, and the peer's socket.</summary>
    private protected (IActorRef Connection, Socket Peer) Connect()
    {
        using var listening = ListenSocket.Open(Settings);
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        peer.Connect(IPEndPoint.Parse(listening.Address));
        var address = new byte[ActorTls.EventLoops.Sockets.LongestAddress];
        var socket = ActorTls.EventLoops.Sockets.Accept(listening.Descriptor, address, out var length, out _);
        Assert.True(socket >= 0);
        Assert.True(Environment.Admission.TryTakeSlot());
        var producer = new ConnectionProducer(Environment);
        producer.Add(Environment.Versions.Current, socket, PeerAddress.FromSocketAddress(address.AsSpan(0, length)));
        return (Sys.ActorOf(producer.Props), peer);
    }

    /// <summary>A connection that has reached a phase and stays in it.</summary>
    private protected (IActorRef Connection, Socket Peer) ConnectInto(string phase)
    {
        switch (phase)
        {
            case "handshaking": Tls.HandshakeStatus = ActorTls.Tls.TlsStatus.WantRead; break;
            case "authenticating": Authority.Decide = cancellation => new(new TaskCompletionSource<AuthorizationDecision>().Task); break;
            case "closing": Authority.Decide = _ => new(new AuthorizationDecision(false, "scripted")); break;
        }
        var (connection, peer) = Connect();
        Watch(connection);
        if (phase != "accepted") peer.Send("hello"u8);
        AwaitPhase(phase);
        return (connection, peer);
    }

    private protected void AwaitPhase(string phase) => Await(
        () => Volatile.Read(ref Environment.Counters.Connections(Enum.Parse<ConnectionPhase>(phase, ignoreCase: true))) == 1);

    private protected void Await(Func<bool> condition) =>
        AwaitCondition(condition, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(5));

    /// <summary>All that the connection sends until it finishes.</summary>
    private protected static string ReadToEnd(Socket peer)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (peer.Receive(buffer) is > 0 and var count) text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        return text.ToString();
    }

    /// <summary>What the connection sends, as long as what is expected.</summary>
    private protected static void Expect(Socket peer, string expected)
    {
        var received = new byte[expected.Length];
        for (var count = 0; count < received.Length;)
        {
            var more = peer.Receive(received.AsSpan(count));
            Assert.NotEqual(0, more);
            count += more;
        }
        Assert.Equal(expected, Encoding.ASCII.GetString(received));
    }

    /// <summary>Everything that connections held is given back.</summary>
    private protected void AssertBaseline()
    {
        Await(() => Environment.Admission.Connections == 0);
        Assert.Equal(0, Environment.Admission.Handshakes);
        Assert.Equal(0, Environment.Registry.Count);
        foreach (var phase in Enum.GetValues<ConnectionPhase>()) Assert.Equal(0, Environment.Counters.Connections(phase));
        Assert.Equal(Tls.Created, Tls.Disposed);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _loops.Dispose();
        Metrics.Dispose();
        Log.Dispose();
    }

    private static ActorSystemSetup Setup(EventLoopGroup loops) => ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(IoDispatchers.Config(1))
            .WithFallback(DefaultConfig)),
        new EventLoopsSetup(loops));
}

/// <summary>Decides as the test says; admits unless told otherwise.</summary>
internal sealed class ScriptedAuthority : IAuthorizer
{
    public Func<CancellationToken, ValueTask<AuthorizationDecision>> Decide { get; set; } =
        _ => new(new AuthorizationDecision(true, "scripted"));

    public ValueTask<AuthorizationDecision> AuthorizeAsync(PeerIdentity identity, CancellationToken cancellation) => Decide(cancellation);
}

/// <summary>Sessions whose methods the test replaces; they echo unless told otherwise.</summary>
internal sealed class ScriptedSessions : ISessionFactory
{
    public Action<IConnection> Established { get; set; } = _ => { };

    public Action<IConnection, byte[]> Received { get; set; } = (connection, data) => connection.Write(data);

    public Action<IConnection> Writable { get; set; } = _ => { };

    public Action<IConnection> PeerCompleted { get; set; } = connection => connection.CompleteWrites();

    public Action<IConnection, object> Message { get; set; } = (_, _) => { };

    public Action<IConnection> Draining { get; set; } = _ => { };

    public Action<IConnection> Timer { get; set; } = _ => { };

    public Action<IConnection, CloseReason> Closed { get; set; } = (_, _) => { };

    public Action<IConnection> HoldEnded { get; set; } = _ => { };

    public Session CreateSession(IConnection connection) => new ScriptedSession(this);

    private sealed class ScriptedSession(ScriptedSessions script) : Session
    {
        protected internal override void OnEstablished() => script.Established(Connection);

        protected internal override void OnReceived(ReadOnlySpan<byte> data) => script.Received(Connection, data.ToArray());

        protected internal override void OnWritable() => script.Writable(Connection);

        protected internal override void OnPeerCompleted() => script.PeerCompleted(Connection);

        protected internal override void OnMessage(object message) => script.Message(Connection, message);

        protected internal override void OnDraining() => script.Draining(Connection);

        protected internal override void OnTimer() => script.Timer(Connection);

        protected internal override void OnClosed(CloseReason reason) => script.Closed(Connection, reason);

        protected internal override void OnHoldEnded() => script.HoldEnded(Connection);
    }
}
