using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>What is sent together leaves as one TCP segment, which the kernel counts.</summary>
public sealed class SegmentTests : IDisposable
{
    private const int TCP_INFO = 11;
    private const int NotSentBytes = 144, DataSegmentsOut = 156; // of struct tcp_info
    private const int Record = 16 * 1024;

    // What the kernel holds back for a fifth of a second leaves alone when this test is held up for so long: then once more.
    private const int Attempts = 50;

    private readonly TlsTestPolicy _policy = new();
    private readonly ITlsServerContext _server;
    private readonly ITlsClientContext _client;

    public SegmentTests()
    {
        _server = _policy.CreateContext();
        _client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _policy.Dispose();
    }

    [Fact]
    public void A_ticket_that_is_followed_by_data_leaves_with_them() => AssertEventually(1, pair =>
    {
        pair.Server.QueueTicket();
        Assert.Equal(TlsStatus.Done, pair.Server.Write("hello"u8, out _));
    });

    [Fact]
    public void A_ticket_alone_does_not_wait() => AssertEventually(2, pair =>
    {
        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
        Assert.Equal(TlsStatus.Done, pair.Server.Write("hello"u8, out _));
    });

    [Fact]
    public void A_ticket_close_notify_and_the_end_leave_together() => AssertEventually(1, pair =>
    {
        pair.Server.QueueTicket();
        Assert.Equal(TlsStatus.Done, pair.Server.Shutdown(endFollows: true));
        Sockets.ShutdownWrite(pair.Sockets.ServerDescriptor);
    });

    [Fact]
    public void Data_that_nothing_follows_do_not_wait() => AssertEventually(3, pair =>
    {
        for (var i = 0; i < 3; i++) Assert.Equal(TlsStatus.Done, pair.Server.Write("hello"u8, out _));
    });

    [Fact]
    public void The_rest_of_a_write_that_stalled_does_not_wait()
    {
        uint waiting = 1;
        for (var attempt = 0; attempt < Attempts && waiting != 0; attempt++)
        {
            using var pair = new ChannelPair(_server, _client).Handshake();
            var data = new byte[2 * Record];
            while (pair.Server.Write(data.AsSpan(0, Record), out _) == TlsStatus.Done) { }
            Drain(pair.Client);

            ChannelPair.WriteAll(pair.Server, data);
            waiting = InfoOf(pair, NotSentBytes);
        }
        Assert.Equal(0u, waiting);
    }

    [Fact]
    public void A_goodbye_that_leaves_with_the_end_arrives_though_something_is_unread()
    {
        using var pair = new ChannelPair(_server, _client).Handshake();
        ChannelPair.WriteAll(pair.Client, "unread");

        Assert.Equal(TlsStatus.Done, pair.Server.Shutdown(endFollows: true));
        Sockets.ShutdownWrite(pair.Sockets.ServerDescriptor);
        pair.Sockets.Server.Dispose();

        var status = TlsStatus.WantRead;
        ChannelPair.Until(() => (status = pair.Client.Read(new byte[16], out _)) != TlsStatus.WantRead);
        Assert.Equal(TlsStatus.Closed, status);
    }

    private static void Drain(ITlsChannel channel)
    {
        var buffer = new byte[Record];
        while (channel.Read(buffer, out _) == TlsStatus.Done) { }
    }

    private void AssertEventually(uint expected, Action<ChannelPair> send)
    {
        uint segments = 0;
        for (var attempt = 0; attempt < Attempts && segments != expected; attempt++)
        {
            using var pair = new ChannelPair(_server, _client).Handshake();
            var before = SegmentsOf(pair);
            send(pair);
            segments = SegmentsOf(pair) - before;
        }
        Assert.Equal(expected, segments);
    }

    private static uint SegmentsOf(ChannelPair pair) => InfoOf(pair, DataSegmentsOut);

    private static unsafe uint InfoOf(ChannelPair pair, int offset)
    {
        uint length = DataSegmentsOut + sizeof(uint);
        var info = stackalloc byte[(int)length];
        Assert.Equal(0, LibC.getsockopt(pair.Sockets.ServerDescriptor, LibC.IPPROTO_TCP, TCP_INFO, info, &length));
        return *(uint*)(info + offset);
    }
}
