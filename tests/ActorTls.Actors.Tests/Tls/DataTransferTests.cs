using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

public sealed class DataTransferTests : IDisposable
{
    private const int Total = 8 << 20;
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public void Megabytes_arrive_intact_both_ways_at_once_through_small_buffers(TlsProtocols version)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), version);
        using var pair = new ChannelPair(server, client).Handshake();
        var upstream = new Flow(pair.Client, pair.Server);
        var downstream = new Flow(pair.Server, pair.Client);

        ChannelPair.Until(() => upstream.Step() & downstream.Step());

        Assert.Equal(upstream.Sent, upstream.Received);
        Assert.Equal(downstream.Sent, downstream.Received);
        Assert.True(upstream.HadToWait, "the sockets took everything at once, so partial writes were not tested");
    }

    [Fact]
    public void A_connection_in_use_allocates_nothing()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client).Handshake();
        var message = new byte[64];
        var buffer = new byte[4096];
        Exchange(pair, message, buffer, 2_000); // until the methods are compiled for good

        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(pair, message, buffer, 2_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_the_channel_holds_already_is_told()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client).Handshake();
        Assert.Equal(TlsStatus.WantRead, pair.Server.Read(new byte[1], out _));
        Assert.False(pair.Server.HasBufferedInput);

        ChannelPair.WriteAll(pair.Client, "abc");
        Assert.Equal("a", ChannelPair.ReadText(pair.Server, 1));
        Assert.True(pair.Server.HasBufferedInput);
        Assert.Equal("bc", ChannelPair.ReadText(pair.Server, 2));
        Assert.Equal(TlsStatus.WantRead, pair.Server.Read(new byte[1], out _));
        Assert.False(pair.Server.HasBufferedInput);
    }

    private static void Exchange(ChannelPair pair, byte[] message, byte[] buffer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            pair.Client.Write(message, out _);
            while (pair.Server.Read(buffer, out _) != TlsStatus.Done) { }
            _ = pair.Server.HasBufferedInput;
            pair.Server.Write(message, out _);
            while (pair.Client.Read(buffer, out _) != TlsStatus.Done) { }
        }
    }

    /// <summary>Random bytes one way; the buffer to write from moves, as an owner's may.</summary>
    private sealed class Flow(ITlsChannel sender, ITlsChannel receiver)
    {
        private readonly byte[] _data = RandomNumberGenerator.GetBytes(Total);
        private readonly byte[] _buffer = new byte[5000];
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private int _sent, _received;

        internal bool HadToWait { get; private set; }

        internal string Sent => Convert.ToHexString(SHA256.HashData(_data));

        internal string Received => Convert.ToHexString(_hash.GetCurrentHash());

        internal bool Step()
        {
            while (_sent < Total)
            {
                // The same bytes from another place in memory, and never fewer than before.
                var status = sender.Write(_data.AsSpan(_sent, Math.Min(40_000, Total - _sent)).ToArray(), out var written);
                _sent += written;
                if (status == TlsStatus.Done) continue;
                Assert.Equal(TlsStatus.WantWrite, status);
                HadToWait = true;
                break;
            }
            for (var i = 0; i < 30; i++)
            {
                var status = receiver.Read(_buffer, out var read);
                _hash.AppendData(_buffer.AsSpan(0, read));
                _received += read;
                if (status == TlsStatus.Done) continue;
                Assert.Equal(TlsStatus.WantRead, status);
                break;
            }
            return _received == Total;
        }
    }
}
