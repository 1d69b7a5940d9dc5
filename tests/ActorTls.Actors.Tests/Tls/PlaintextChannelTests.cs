using System.Net.Sockets;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A socket without TLS behind the seam of TLS.</summary>
public sealed class PlaintextChannelTests : IDisposable
{
    private readonly SocketPair _sockets = new();
    private readonly PlaintextChannel _channel;

    public PlaintextChannelTests() => _channel = new PlaintextChannel(_sockets.ServerDescriptor);

    [Fact]
    public void It_is_established_at_once()
    {
        Assert.Equal(TlsStatus.Done, _channel.Handshake());
        Assert.Equal(TlsStatus.Done, _channel.IssueTicket());
        Assert.Equal(("", "", null), (_channel.Describe().Version, _channel.Describe().CipherSuite, _channel.GetPeerCertificate()));
        Assert.False(_channel.HasReceivedBytes);
    }

    [Fact]
    public void Bytes_go_both_ways()
    {
        Assert.Equal(TlsStatus.Done, _channel.Write("to the peer"u8, out var written));
        Assert.Equal(11, written);
        Assert.Equal("to the peer", Receive());

        _sockets.Client.Send("to us"u8);
        Assert.Equal("to us", Read(out var status));
        Assert.Equal(TlsStatus.Done, status);
        Assert.True(_channel.HasReceivedBytes);
    }

    [Fact]
    public void Without_bytes_it_wants_to_read()
    {
        Assert.Equal(TlsStatus.WantRead, _channel.Read(new byte[10], out var read));
        Assert.Equal(0, read);
        Assert.False(_channel.HasBufferedInput);
    }

    [Fact]
    public void A_full_socket_wants_to_write_and_takes_the_rest_later()
    {
        var chunk = new byte[64 * 1024];
        var sent = 0L;
        while (_channel.Write(chunk, out var written) == TlsStatus.Done) sent += written;
        Assert.Equal(TlsStatus.WantWrite, _channel.Write(chunk, out _));

        var buffer = new byte[64 * 1024];
        for (var received = 0L; received < sent;)
        {
            Assert.True(_sockets.Client.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead));
            received += _sockets.Client.Receive(buffer);
        }
        Assert.Equal(TlsStatus.Done, _channel.Write(chunk, out _));
    }

    [Fact]
    public void FIN_of_the_peer_is_a_clean_end_after_its_bytes()
    {
        _sockets.Client.Send("last"u8);
        _sockets.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("last", Read(out _));
        Assert.Equal(TlsStatus.Closed, ReadWhenReady());
        Assert.Equal(TlsStatus.Closed, _channel.Read(new byte[1], out _));
        Assert.Null(_channel.Failure);

        Assert.Equal(TlsStatus.Done, _channel.Write("still"u8, out _));
        Assert.Equal("still", Receive());
    }

    [Fact]
    public void Shutdown_sends_FIN_and_leaves_reading_open()
    {
        Assert.Equal(TlsStatus.Done, _channel.Shutdown());
        Assert.Equal(TlsStatus.Done, _channel.Shutdown());
        Assert.Equal("", Receive());
        Assert.Throws<InvalidOperationException>(() => _channel.Write("late"u8, out _));

        _sockets.Client.Send("reply"u8);
        Assert.Equal("reply", Read(out _));
    }

    [Fact]
    public void A_reset_of_the_peer_is_a_failure_of_its_own_kind()
    {
        _sockets.Client.LingerState = new LingerOption(true, 0);
        _sockets.Client.Close();

        Assert.Equal(TlsStatus.Failed, ReadWhenReady());
        Assert.Equal(TlsFailureKind.Reset, _channel.Failure!.Kind);
        Assert.NotEmpty(_channel.Failure.Detail);
        Assert.Equal(TlsStatus.Failed, _channel.Write("late"u8, out _));
        Assert.Equal(TlsStatus.Failed, _channel.Shutdown());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_after_a_goodbye_is_the_close_of_the_socket_a_clean_end(bool sendsEnd)
    {
        if (sendsEnd) _channel.Shutdown();
        _channel.Dispose();
        _sockets.Server.Dispose();

        if (sendsEnd) Assert.Equal(0, _sockets.Client.Receive(new byte[1]));
        else Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => _sockets.Client.Receive(new byte[1])).SocketErrorCode);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _sockets.Dispose();
    }

    private string Read(out TlsStatus status)
    {
        var buffer = new byte[100];
        Assert.True(_sockets.Server.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead));
        status = _channel.Read(buffer, out var read);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, read);
    }

    private TlsStatus ReadWhenReady()
    {
        Assert.True(_sockets.Server.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead));
        return _channel.Read(new byte[100], out _);
    }

    private string Receive()
    {
        var buffer = new byte[100];
        Assert.True(_sockets.Client.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead));
        return System.Text.Encoding.ASCII.GetString(buffer, 0, _sockets.Client.Receive(buffer));
    }
}
