using System.Net.Sockets;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

public sealed class ConnectionEndTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();
    private readonly ITlsServerContext _server;
    private readonly List<IDisposable> _clients = [];

    public ConnectionEndTests() => _server = _policy.CreateContext();

    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
        _server.Dispose();
        _policy.Dispose();
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_close_notify_is_a_clean_end_and_stays_one(TlsProtocols version)
    {
        using var pair = Connect(version);
        ChannelPair.WriteAll(pair.Client, "last words");
        Assert.Equal(TlsStatus.Done, pair.Client.Shutdown());
        pair.Sockets.Client.Shutdown(SocketShutdown.Send);

        var received = new List<byte>();
        Assert.Equal(TlsStatus.Closed, ChannelPair.ReadUntilEnd(pair.Server, received));
        Assert.Equal("last words", Encoding.UTF8.GetString([.. received]));
        Assert.Equal(TlsStatus.Closed, pair.Server.Read(new byte[16], out _));
        Assert.False(pair.Server.HasBufferedInput);
        Assert.Null(pair.Server.Failure);
    }

    [Theory, MemberData(nameof(Versions))]
    public void Data_still_flows_towards_a_peer_that_has_finished(TlsProtocols version)
    {
        using var pair = Connect(version);
        Assert.Equal(TlsStatus.Done, pair.Client.Shutdown());
        Assert.Equal(TlsStatus.Closed, ChannelPair.ReadUntilEnd(pair.Server, []));

        ChannelPair.WriteAll(pair.Server, "one more thing");
        Assert.Equal("one more thing", ChannelPair.ReadText(pair.Client, 14));
        Assert.Equal(TlsStatus.Done, pair.Server.Shutdown());
        Assert.Equal(TlsStatus.Closed, ChannelPair.ReadUntilEnd(pair.Client, []));
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_server_that_has_finished_still_reads(TlsProtocols version)
    {
        using var pair = Connect(version);
        Assert.Equal(TlsStatus.Done, pair.Server.Shutdown());
        Assert.Equal(TlsStatus.Done, pair.Server.Shutdown());
        Assert.Equal(TlsStatus.Closed, ChannelPair.ReadUntilEnd(pair.Client, []));

        ChannelPair.WriteAll(pair.Client, "late");
        Assert.Equal("late", ChannelPair.ReadText(pair.Server, 4));
        Assert.Throws<InvalidOperationException>(() => pair.Server.Write("x"u8, out _));
    }

    [Theory, MemberData(nameof(Versions))]
    public void An_end_of_the_stream_without_close_notify_is_a_truncation(TlsProtocols version)
    {
        using var pair = Connect(version);
        ChannelPair.WriteAll(pair.Client, "half a");
        pair.Sockets.Client.Shutdown(SocketShutdown.Send);

        var received = new List<byte>();
        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Server, received));
        Assert.Equal("half a", Encoding.UTF8.GetString([.. received]));
        Assert.Equal(TlsFailureKind.Truncated, pair.Server.Failure?.Kind);
        Assert.Equal(TlsStatus.Failed, pair.Server.Shutdown());
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_reset_is_told_apart(TlsProtocols version)
    {
        using var pair = Connect(version);
        pair.Sockets.Client.LingerState = new LingerOption(true, 0);
        pair.Sockets.Client.Close();

        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Server, []));
        Assert.Equal(TlsFailureKind.Reset, pair.Server.Failure?.Kind);
        Assert.Contains("reset", pair.Server.Failure?.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_flipped_bit_ends_the_connection_and_delivers_nothing(TlsProtocols version)
    {
        using var pair = Connect(version);
        ChannelPair.WriteAll(pair.Client, "attack at dawn");
        var record = Wire.TakeRecord(pair.Sockets.Server);
        record[^1] ^= 1;
        Wire.Inject(pair.Sockets.Client, record);

        var received = new List<byte>();
        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Server, received));
        Assert.Empty(received);
        Assert.Equal(TlsFailureKind.Protocol, pair.Server.Failure?.Kind);
        Assert.Contains("bad_record_mac", pair.Server.Failure?.Detail, StringComparison.Ordinal);
        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Client, []));
        Assert.Equal("alert received: bad_record_mac", pair.Client.Failure?.Detail);
    }

    [Fact]
    public void A_replayed_record_ends_the_connection()
    {
        using var pair = Connect(TlsProtocols.Tls13);
        ChannelPair.WriteAll(pair.Client, "pay 100");
        var record = Wire.TakeRecord(pair.Sockets.Server);
        Wire.Inject(pair.Sockets.Client, [.. record, .. record]);

        var received = new List<byte>();
        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Server, received));
        Assert.Equal("pay 100", Encoding.UTF8.GetString([.. received]));
        Assert.Contains("bad_record_mac", pair.Server.Failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_leaves_before_a_byte_is_told_apart()
    {
        using var sockets = new SocketPair();
        using var channel = _server.CreateChannel(sockets.ServerDescriptor);
        Assert.Equal(TlsStatus.WantRead, channel.Handshake());
        sockets.Client.Shutdown(SocketShutdown.Send);

        ChannelPair.Until(() => channel.Handshake() == TlsStatus.Failed);

        Assert.Equal(TlsFailureKind.Truncated, channel.Failure?.Kind);
        Assert.False(channel.HasReceivedBytes);
        Assert.Equal("", channel.Describe().Version);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "http request")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n.............", "wrong version number")]
    [InlineData("\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000", "")]
    public void Whatever_is_no_TLS_is_a_violation_of_the_protocol(string garbage, string detail)
    {
        using var sockets = new SocketPair();
        using var channel = _server.CreateChannel(sockets.ServerDescriptor);
        sockets.Client.Send(Encoding.Latin1.GetBytes(garbage));

        ChannelPair.Until(() => channel.Handshake() == TlsStatus.Failed);

        Assert.Equal(TlsFailureKind.Protocol, channel.Failure?.Kind);
        Assert.Contains(detail, channel.Failure?.Detail, StringComparison.Ordinal);
        Assert.True(channel.HasReceivedBytes);
        Assert.Equal(TlsStatus.Failed, channel.Shutdown());
        Assert.Equal(TlsStatus.Failed, channel.Read(new byte[1], out _));
    }

    [Fact]
    public void A_shutdown_before_the_handshake_is_done_sends_nothing()
    {
        using var sockets = new SocketPair();
        using var channel = _server.CreateChannel(sockets.ServerDescriptor);
        Assert.Equal(TlsStatus.WantRead, channel.Handshake());

        Assert.Equal(TlsStatus.Done, channel.Shutdown());
        Assert.Equal(0, sockets.Client.Available);
    }

    [Fact]
    public void A_shutdown_waits_for_a_half_written_record()
    {
        using var pair = Connect(TlsProtocols.Tls13);
        var data = new byte[64 << 10];
        ChannelPair.Until(() => pair.Server.Write(data, out _) == TlsStatus.WantWrite);
        Assert.Equal(TlsStatus.WantWrite, pair.Server.Shutdown());

        var status = TlsStatus.WantWrite;
        var buffer = new byte[64 << 10];
        ChannelPair.Until(() =>
        {
            pair.Client.Read(buffer, out _);
            if (status == TlsStatus.WantWrite) status = pair.Server.Write(data, out _);
            return status == TlsStatus.Done;
        });
        TlsStatus shutdown;
        ChannelPair.Until(() =>
        {
            pair.Client.Read(buffer, out _);
            shutdown = pair.Server.Shutdown();
            return shutdown == TlsStatus.Done;
        });
        Assert.Equal(TlsStatus.Closed, ChannelPair.ReadUntilEnd(pair.Client, []));
    }

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        using var pair = Connect(TlsProtocols.Tls13);
        pair.Server.Dispose();
        pair.Server.Dispose();
    }

    private ChannelPair Connect(TlsProtocols version)
    {
        var client = _policy.CreateClient(_policy.Authority.IssueClient(), version);
        _clients.Add(client);
        return new ChannelPair(_server, client).Handshake();
    }
}
