using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorTls.Actors.Tests.Connections;
using ActorTls.Connecting;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Forwarding;

namespace ActorTls.Actors.Tests.Forwarding;

/// <summary>Connecting, with answers of the resolver that the test makes up. Sockets are real.</summary>
public sealed class UpstreamConnectorTests : ConnectionFixture
{
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.1");   // TEST-NET-2

    private readonly TcpListener _upstream = new(IPAddress.Loopback, 0);
    private readonly Queue<Task<IPAddress[]>> _answers = new();

    public UpstreamConnectorTests() => _upstream.Start();

    private int Port => ((IPEndPoint)_upstream.LocalEndpoint).Port;

    [Fact]
    public void All_addresses_of_a_name_are_tried_in_turn()
    {
        Answer(IPAddress.IPv6Loopback, IPAddress.Loopback);
        ConnectAndTalk();
    }

    [Fact]
    public void A_name_is_asked_for_again_when_its_addresses_do_not_answer_any_more()
    {
        Answer(IPAddress.Loopback);
        Answer(IPAddress.Parse("127.0.0.2"));
        UseForward("localhost");
        ConnectAndTalk(use: false);

        var port = Port;
        _upstream.Stop();
        using var moved = new TcpListener(IPAddress.Parse("127.0.0.2"), port);
        moved.Start();
        Talk(moved);
        Assert.Empty(_answers);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(77.5, 78)]
    public void The_upstreams_socket_has_the_keepalive_of_the_listener(double? idle, int expectedSeconds)
    {
        Answer(IPAddress.Loopback);
        UseForward("localhost");
        KeepAlive = idle is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            using var accepted = _upstream.AcceptTcpClient();
            Expect(accepted.Client, "hello");

            var ours = DescriptorBoundTo(((IPEndPoint)accepted.Client.RemoteEndPoint!).Port);
            var isOn = (int)ours.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!;
            Assert.Equal(idle is null ? 0 : 1, isOn);
            if (idle is not null) Assert.Equal(expectedSeconds, ours.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        }
        Log.NextClosed();
        AssertBaseline();
    }

    [Fact]
    public void Plaintext_does_not_follow_a_name_off_this_machine()
    {
        Answer(Elsewhere);
        UseForward("localhost");
        Fail($"localhost:{Port} ({Elsewhere}:{Port}): is not on this machine, and plaintext is not to go over the network");
    }

    [Fact]
    public void A_name_that_does_not_resolve_in_time_is_given_up()
    {
        _answers.Enqueue(new TaskCompletionSource<IPAddress[]>().Task);
        UseForward("localhost", TimeSpan.FromMilliseconds(200));
        Fail($"localhost:{Port}: its name was not resolved in time");
    }

    [Fact]
    public void A_name_that_does_not_resolve_says_why()
    {
        _answers.Enqueue(Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        UseForward("localhost");
        Fail($"localhost:{Port}: {new SocketException((int)SocketError.HostNotFound).Message}");
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _upstream.Dispose();
    }

    // A view of a descriptor that stays the event loop's. Those of other tests may be closed meanwhile.
    private static Socket DescriptorBoundTo(int port) => Directory.GetFiles("/proc/self/fd")
        .Select(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture))
        .Where(descriptor => IsBoundTo(descriptor, port))
        .Select(descriptor => new Socket(new SafeSocketHandle(descriptor, ownsHandle: false)))
        .Single();

    private static bool IsBoundTo(int descriptor, int port)
    {
        Span<byte> address = stackalloc byte[Sockets.LongestAddress];
        return PeerAddress.FromSocketAddress(address[..Sockets.GetLocalAddress(descriptor, address)]).ToEndPoint()?.Port == port;
    }

    private void Answer(params IPAddress[] addresses) => _answers.Enqueue(Task.FromResult(addresses));

    private void UseForward(string name, TimeSpan? timeout = null)
    {
        var address = new RemoteAddress.Named(name, Port);
        var resolver = new HostResolver(name, Port, TimeProvider.System, _ => _answers.Dequeue());
        var health = new PassiveHealth(new PassiveHealthSettings(3, TimeSpan.FromHours(1)), TimeProvider.System);
        var group = new UpstreamGroup([new Upstream("forward", address, health, resolver)], Balance.First);
        UseSessions(new ForwardPlan(group, null, timeout ?? TimeSpan.FromSeconds(30), ProxyProtocolVersion.Off, AllowsPlaintextNetwork: false));
    }

    private void ConnectAndTalk(bool use = true)
    {
        if (use) UseForward("localhost");
        Talk(_upstream);
    }

    private void Talk(TcpListener upstream)
    {
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            using var accepted = upstream.AcceptTcpClient();
            Expect(accepted.Client, "hello");
            accepted.Client.Send("world"u8);
            Expect(peer, "world");
            accepted.Client.Shutdown(SocketShutdown.Send);
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("", ReadToEnd(peer));
        }
        Log.NextClosed();
        AssertBaseline();
    }

    private void Fail(string detail)
    {
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            var reset = Assert.Throws<SocketException>(() => ReadToEnd(peer));
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
        var closed = Log.NextClosed();
        Assert.Equal(("upstream-unavailable", detail), (closed.Reason, closed.Detail));
        AssertBaseline();
    }
}
