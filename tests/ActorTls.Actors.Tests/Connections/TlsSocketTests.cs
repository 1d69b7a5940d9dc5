using System.Net;
using System.Net.Sockets;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;
using EventLoopSockets = ActorTls.EventLoops.Sockets;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>The socket with its channel alone: over a scripted channel, on a loop that only notes what it is told.</summary>
public sealed class TlsSocketTests : IDisposable
{
    private const IoEvents HangUps = TlsSocket.HangUps;

    private readonly RecordingLoop _loop = new();
    private readonly StepChannel _channel = new();
    private readonly Socket _peer;
    private TlsSocket _socket;

    public TlsSocketTests()
    {
        (var descriptor, _peer) = Connect();
        _socket = new TlsSocket(_loop, descriptor);
        _socket.Watch(new Nobody(), IoEvents.Readable, isCostly: false);
        _socket.Attach(_channel);
    }

    public void Dispose()
    {
        _socket.Close();
        _peer.Dispose();
    }

    private IoEvents Interest => _loop.Interests[^1].Interest;

    [Fact]
    public void One_message_is_posted_for_any_number_of_events()
    {
        Assert.True(_socket.OnIo(IoEvents.Readable));
        Assert.False(_socket.OnIo(IoEvents.Writable));
        Assert.Equal(IoEvents.Readable | IoEvents.Writable, _socket.TakeReady());
        Assert.True(_socket.OnIo(IoEvents.HangUp));
        Assert.Equal(IoEvents.HangUp, _socket.TakeReady());
    }

    [Fact]
    public void It_is_watched_for_what_its_owner_would_read_and_for_what_waits_to_be_sent()
    {
        _socket.UpdateInterest(mayRead: true);
        Assert.Single(_loop.Interests);   // It was so already.

        _socket.UpdateInterest(mayRead: false);
        Assert.Equal(HangUps, Interest);

        _channel.Writes.Enqueue(TlsStatus.WantWrite);
        _socket.Write("waits"u8, out _);
        _socket.UpdateInterest(mayRead: true);
        Assert.Equal(IoEvents.Readable | IoEvents.Writable | HangUps, Interest);

        _socket.UpdateInterest(mayRead: true, isCostly: true);
        Assert.True(_loop.Interests[^1].IsCostly);
    }

    [Fact]
    public void A_hang_up_that_nobody_reads_is_told_once()
    {
        _socket.HasHungUp = true;
        _socket.UpdateInterest(mayRead: false);
        Assert.Equal(IoEvents.None, Interest);
        _socket.UpdateInterest(mayRead: true);
        Assert.Equal(IoEvents.Readable | HangUps, Interest);
    }

    [Fact]
    public void A_read_that_waits_for_room_is_told_of_as_readable()
    {
        _channel.Reads.Enqueue(TlsStatus.WantWrite);
        Assert.Equal(TlsStatus.WantWrite, _socket.Read(new byte[8], out _));
        Assert.True(_socket.AwaitsWrite);
        _socket.UpdateInterest(mayRead: true);
        Assert.Equal(IoEvents.Writable | HangUps, Interest);   // What can be read would be told of again and again.

        _socket.OnIo(IoEvents.Writable);
        Assert.Equal(IoEvents.Readable | IoEvents.Writable, _socket.TakeReady());
        _socket.UpdateInterest(mayRead: true);
        Assert.Equal(IoEvents.Readable | HangUps, Interest);
    }

    [Fact]
    public void A_write_that_waits_for_the_peer_is_told_of_as_writable()
    {
        _channel.Writes.Enqueue(TlsStatus.WantRead);
        Assert.Equal(TlsStatus.WantRead, _socket.Write("waits"u8, out _));
        _socket.UpdateInterest(mayRead: false);
        Assert.Equal(IoEvents.Readable | HangUps, Interest);

        _socket.OnIo(IoEvents.Readable);
        Assert.Equal(IoEvents.Readable | IoEvents.Writable, _socket.TakeReady());
        Assert.Equal(TlsStatus.Done, _socket.Flush(out var sent));
        Assert.Equal(5, sent);
        _socket.UpdateInterest(mayRead: false);
        Assert.Equal(HangUps, Interest);
    }

    [Fact]
    public void A_handshake_is_watched_for_what_it_waits_for()
    {
        _channel.Handshakes.Enqueue(TlsStatus.WantWrite);
        _channel.Handshakes.Enqueue(TlsStatus.WantRead);
        _socket.Handshake();
        _socket.UpdateInterest(mayRead: true, isCostly: true);
        Assert.Equal((IoEvents.Writable | HangUps, true), _loop.Interests[^1]);
        _socket.Handshake();
        _socket.UpdateInterest(mayRead: true, isCostly: true);
        Assert.Equal((IoEvents.Readable | HangUps, true), _loop.Interests[^1]);
    }

    [Fact]
    public void What_the_socket_does_not_take_waits_and_keeps_its_order()
    {
        _channel.MostAtOnce = 3;
        _channel.Writes.Enqueue(TlsStatus.Done);
        _channel.Writes.Enqueue(TlsStatus.WantWrite);
        Assert.Equal(TlsStatus.WantWrite, _socket.Write("one two "u8, out var sent));
        Assert.Equal((3, 5), (sent, _socket.Unsent));

        Assert.Equal(TlsStatus.WantWrite, _socket.Write("three"u8, out sent));   // Behind what waits, and not tried.
        Assert.Equal((0, 10), (sent, _socket.Unsent));

        Assert.Equal(TlsStatus.Done, _socket.Flush(out sent));
        Assert.Equal((10, 0), (sent, _socket.Unsent));
        Assert.Equal("one two three", _channel.Written);
    }

    [Fact]
    public void No_more_than_the_bound_waits()
    {
        _channel.Writes.Enqueue(TlsStatus.WantWrite);
        _socket.Write(new byte[IConnection.MaxUnsentBytes], out _);
        Assert.Throws<InvalidOperationException>(() => _socket.Write([1], out _));
        Assert.Equal(IConnection.MaxUnsentBytes, _socket.Unsent);
    }

    [Fact]
    public void What_a_peer_that_is_gone_was_to_get_is_dropped()
    {
        _channel.Writes.Enqueue(TlsStatus.WantWrite);
        _socket.Write("waits"u8, out _);
        _channel.Writes.Enqueue(TlsStatus.PeerGone);
        Assert.Equal(TlsStatus.PeerGone, _socket.Flush(out _));
        Assert.True(_socket is { PeerIsGone: true, HasDropped: true, Unsent: 0, AwaitsWrite: false });
        Assert.Equal(0, _socket.Underway);
        Assert.Equal(TlsStatus.PeerGone, _socket.Write("more"u8, out _));
        Assert.Equal("", _channel.Written);
    }

    [Fact]
    public void A_peer_that_is_gone_has_lost_nothing_when_nothing_waited()
    {
        _socket.LosePeer();
        Assert.False(_socket.HasDropped);
        Assert.Equal(TlsStatus.PeerGone, _socket.CompleteWrites(endFollows: false));
        Assert.True(_socket.HasCompleted);
        Assert.Equal(0, _channel.Shutdowns);
    }

    [Fact]
    public void A_loss_is_news_once()
    {
        Assert.False(_socket.TakeLoss());
        _channel.Writes.Enqueue(TlsStatus.PeerGone);
        _socket.Write("lost"u8, out _);
        Assert.True(_socket.TakeLoss());
        _socket.Write("more"u8, out _);
        _socket.LosePeer();
        Assert.False(_socket.TakeLoss());
    }

    [Fact]
    public void Close_notify_comes_after_what_waits()
    {
        _channel.Writes.Enqueue(TlsStatus.WantWrite);
        _socket.Write("waits"u8, out _);
        Assert.Equal(TlsStatus.WantWrite, _socket.CompleteWrites(endFollows: false));
        Assert.True(_socket is { IsCompleting: true, HasCompleted: false, HasOutput: true });
        Assert.Equal(0, _channel.Shutdowns);

        _socket.Flush(out _);
        Assert.Equal(TlsStatus.Done, _socket.CompleteWrites(endFollows: false));
        Assert.True(_socket is { HasCompleted: true, HasOutput: false });
        Assert.Equal(TlsStatus.Done, _socket.CompleteWrites(endFollows: false));
        Assert.Equal(1, _channel.Shutdowns);
    }

    [Fact]
    public void Close_notify_that_the_socket_does_not_take_waits()
    {
        _channel.Completions.Enqueue(TlsStatus.WantWrite);
        Assert.Equal(TlsStatus.WantWrite, _socket.CompleteWrites(endFollows: true));
        _socket.UpdateInterest(mayRead: false);
        Assert.Equal(IoEvents.Writable | HangUps, Interest);
        Assert.Equal(1, _socket.Underway);
        Assert.Equal(TlsStatus.Done, _socket.CompleteWrites(endFollows: true));
    }

    [Theory]
    [InlineData(TlsStatus.PeerGone)]
    [InlineData(TlsStatus.Failed)]
    public void A_peer_that_completed_and_left_has_everything(TlsStatus status)
    {
        _channel.Reads.Enqueue(TlsStatus.Closed);
        _socket.Read(new byte[8], out _);
        _channel.Completions.Enqueue(status);
        Assert.Equal(TlsStatus.Done, _socket.CompleteWrites(endFollows: false));
        Assert.True(_socket is { PeerHasCompleted: true, HasCompleted: true, PeerIsGone: false });
    }

    [Theory]
    [InlineData(TlsStatus.PeerGone, true)]
    [InlineData(TlsStatus.Failed, false)]
    public void Close_notify_to_a_peer_that_left_before_it_completed_is_no_end_in_good_order(TlsStatus status, bool isGone)
    {
        _channel.Completions.Enqueue(status);
        Assert.Equal(status, _socket.CompleteWrites(endFollows: false));
        Assert.Equal(isGone, _socket.PeerIsGone);
    }

    [Fact]
    public void The_socket_outlives_its_TLS_state()
    {
        _channel.Writes.Enqueue(TlsStatus.WantWrite);
        _socket.Write("waits"u8, out _);
        Assert.Equal("TLSv1.3", _socket.ReleaseTls()!.Value.Version);
        Assert.Null(_socket.ReleaseTls());
        Assert.Equal(1, _channel.Disposed);
        Assert.True(_socket is { IsOpen: true, HasChannel: false, Unsent: 0 });
        EventLoopSockets.Send(_socket.Descriptor, "raw"u8, out _);
        var received = new byte[3];
        Assert.Equal(3, _peer.Receive(received));
    }

    [Fact]
    public void Nothing_waits_to_be_sent_once_the_TLS_state_is_released()
    {
        _channel.Completions.Enqueue(TlsStatus.WantWrite);
        _socket.CompleteWrites(endFollows: true);
        _socket.ReleaseTls();
        _socket.UpdateInterest(mayRead: true);
        Assert.Equal(IoEvents.Readable | HangUps, Interest);   // Else room to write would be told of again and again.
        Assert.Equal(0, _socket.Underway);
    }

    [Fact]
    public void What_was_sent_is_under_way_until_the_peer_has_it()
    {
        Assert.Equal(0, _socket.Underway);
        var chunk = new byte[64 * 1024];
        while (EventLoopSockets.Send(_socket.Descriptor, chunk, out _) > 0) { }   // Until the peer's window is full.
        Assert.NotEqual(0, _socket.Underway);
    }

    [Fact]
    public void It_is_closed_once_with_everything_it_had()
    {
        _socket.Close();
        _socket.Close();
        Assert.False(_socket.IsOpen);
        Assert.Equal(1, _channel.Disposed);
        Assert.Equal(0, _peer.Receive(new byte[1]));
    }

    [Fact]
    public void A_reset_reaches_the_peer()
    {
        _socket.Reset();
        var error = Assert.Throws<SocketException>(() => _peer.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public void A_socket_that_cannot_be_watched_is_closed_all_the_same()
    {
        var (descriptor, peer) = Connect();
        using (peer)
        {
            var socket = new TlsSocket(new RecordingLoop { HasNoMemory = true }, descriptor);
            Assert.Throws<IOException>(() => socket.Watch(new Nobody(), IoEvents.Readable, isCostly: false));
            socket.UpdateInterest(mayRead: true);
            socket.Close();
            Assert.Equal(0, peer.Receive(new byte[1]));
        }
    }

    private static (int Descriptor, Socket Peer) Connect()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        peer.Connect(listening.LocalEndPoint!);
        var address = new byte[EventLoopSockets.LongestAddress];
        var descriptor = EventLoopSockets.Accept((int)listening.Handle, address, out _, out _);
        Assert.True(descriptor >= 0);
        return (descriptor, peer);
    }

    private sealed class Nobody : IIoHandler
    {
        public void OnIo(IoEvents events) { }
    }
}
