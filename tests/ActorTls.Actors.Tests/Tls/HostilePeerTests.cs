using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

public sealed class HostilePeerTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void A_renegotiation_ends_the_connection_with_an_alert()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls12);
        using var pair = new ChannelPair(server, client).Handshake();
        HostileClient.Renegotiate(pair.Client);

        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Server, []));
        Assert.Equal(new TlsFailure(TlsFailureKind.Protocol, "no_renegotiation"), pair.Server.Failure);
        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Client, []));
        Assert.Equal("alert received: no_renegotiation", pair.Client.Failure?.Detail);
    }

    [Fact]
    public void A_resumed_connection_does_not_renegotiate_either()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls12);
        using var first = new ChannelPair(server, client).Handshake();
        using var session = first.Client.TakeSession();
        using var pair = new ChannelPair(server, client, session: session).Handshake();
        Assert.True(pair.Server.Describe().Resumed);
        HostileClient.Renegotiate(pair.Client);

        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Server, []));
        Assert.Equal(new TlsFailure(TlsFailureKind.Protocol, "no_renegotiation"), pair.Server.Failure);
    }

    [Fact]
    public void A_few_key_updates_are_answered_and_data_still_flows()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client).Handshake();
        for (var i = 0; i < 5; i++) HostileClient.SendKeyUpdate(pair.Client);
        ChannelPair.WriteAll(pair.Client, "after");

        Assert.Equal("after", ChannelPair.ReadText(pair.Server, 5));
        ChannelPair.WriteAll(pair.Server, "reply");
        Assert.Equal("reply", ChannelPair.ReadText(pair.Client, 5));
    }

    [Fact]
    public void A_flood_of_key_updates_ends_the_connection()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client).Handshake();
        pair.Sockets.Server.ReceiveBufferSize = 1 << 20;
        // More than all that the server's reads may come upon at one go.
        for (var i = 0; i < 12_000; i++)
        {
            if (pair.Sockets.Client.Poll(0, System.Net.Sockets.SelectMode.SelectWrite)) HostileClient.SendKeyUpdate(pair.Client);
            else break;
        }

        var status = TlsStatus.WantRead;
        var buffer = new byte[16];
        ChannelPair.Until(() =>
        {
            status = pair.Server.Read(buffer, out _);
            if (status != TlsStatus.Failed && pair.Sockets.Client.Poll(0, System.Net.Sockets.SelectMode.SelectRead)) pair.Client.Read(buffer, out _);
            return status == TlsStatus.Failed || pair.Sockets.Server.Available == 0;
        });
        Assert.Equal(new TlsFailure(TlsFailureKind.Protocol, "flood of records without application data"), pair.Server.Failure);
    }

    [Fact]
    public void After_a_key_update_each_read_gives_the_turn_back_after_few_of_them()
    {
        const int count = 200;
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client).Handshake();
        HostileClient.SendKeyUpdate(pair.Client);
        ChannelPair.WriteAll(pair.Client, "a");
        Assert.Equal("a", ChannelPair.ReadText(pair.Server, 1));

        for (var i = 0; i < count; i++) HostileClient.SendKeyUpdate(pair.Client);
        ChannelPair.WriteAll(pair.Client, "b");
        var (reads, most, buffer) = (0, 0, new byte[16]);
        ChannelPair.Until(() =>
        {
            var status = pair.Server.Read(buffer, out _);
            most = Math.Max(most, pair.Server.StepsTaken);
            if (pair.Server.StepsTaken > 0) reads++;
            return status == TlsStatus.Done;
        });
        Assert.Equal((byte)'b', buffer[0]);
        Assert.InRange(most, 1, 8);   // Of one of them, with its answer.
        Assert.InRange(reads, count / 4, count);
    }

    [Fact]
    public void Data_after_a_key_update_does_not_buy_another_buffer_of_them()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client).Handshake();
        HostileClient.SendKeyUpdate(pair.Client);
        ChannelPair.Until(() => pair.Server.Read(new byte[1], out _) == TlsStatus.WantRead && pair.Server.StepsTaken > 0);
        for (var i = 0; i < 2_000; i++) ChannelPair.WriteAll(pair.Client, "x");
        for (var i = 0; i < 2_000; i++)
        {
            ChannelPair.ReadText(pair.Server, 1);
            Assert.False(pair.Server.HasBufferedInput);
        }
    }

    [Fact]
    public void Key_updates_whose_answers_are_not_read_stop_the_reading()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client).Handshake();
        var (status, buffer) = (TlsStatus.WantRead, new byte[16]);
        for (var i = 0; i < 1_000 && status == TlsStatus.WantRead; i++)
        {
            FillTowardsClient(pair);
            HostileClient.SendKeyUpdate(pair.Client);
            ChannelPair.Until(() => pair.Sockets.Server.Available > 0);
            status = pair.Server.Read(buffer, out _);
        }
        Assert.Equal(TlsStatus.WantWrite, status);

        // Nothing more is taken from the socket until the answer is on its way.
        FillTowardsClient(pair);
        HostileClient.SendKeyUpdate(pair.Client);
        ChannelPair.Until(() => pair.Sockets.Server.Available > 0);
        Assert.Equal(TlsStatus.WantWrite, pair.Server.Read(buffer, out _));
        Assert.NotEqual(0, pair.Sockets.Server.Available);
    }

    /// <summary>The kernel takes no more for a client that does not read.</summary>
    private static void FillTowardsClient(ChannelPair pair)
    {
        var filling = new byte[64 * 1024];
        do
        {
            pair.Sockets.Server.Send(filling, System.Net.Sockets.SocketFlags.None, out _);
        }
        while (pair.Sockets.Server.Poll(TimeSpan.FromMilliseconds(20), System.Net.Sockets.SelectMode.SelectWrite));
    }

    [Fact]
    public void A_certificate_list_of_unusual_size_is_refused()
    {
        var alice = _policy.Authority.IssueClient();
        var padded = alice with { CertificatePem = alice.CertificatePem + string.Concat(Enumerable.Repeat(_policy.Authority.CertificatePem, 200)) };
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(padded, TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client);

        var (failure, _) = pair.HandshakeFailures();

        Assert.Equal(new TlsFailure(TlsFailureKind.Protocol, "excessive message size"), failure);
    }

    [Fact]
    public void A_chain_of_unusual_length_is_refused()
    {
        var chain = new List<TestIntermediate>();
        try
        {
            for (var i = 0; i < 12; i++) chain.Add(i == 0 ? new TestIntermediate(_policy.Authority) : new TestIntermediate(chain[^1].Certificate, i));
            var leaf = chain[^1].IssueClient();
            leaf = leaf with { CertificatePem = leaf.CertificatePem + string.Concat(chain.AsEnumerable().Reverse().Select(ca => ca.CertificatePem)) };
            using var server = _policy.CreateContext();
            using var client = _policy.CreateClient(leaf, TlsProtocols.Tls13);
            using var pair = new ChannelPair(server, client);

            var (failure, _) = pair.HandshakeFailures();

            Assert.Equal(new TlsFailure(TlsFailureKind.CertificateRejected, "certificate chain too long"), failure);
        }
        finally
        {
            foreach (var ca in chain) ca.Dispose();
        }
    }

    [Fact]
    public void Nothing_is_read_or_written_before_the_handshake_is_done()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient());
        using var pair = new ChannelPair(server, client);
        pair.Client.Handshake();

        Assert.Throws<InvalidOperationException>(() => pair.Server.Read(new byte[1], out _));
        Assert.Throws<InvalidOperationException>(() => pair.Server.Write(new byte[1], out _));
        Assert.Throws<InvalidOperationException>(() => pair.Server.IssueTicket());
        pair.Handshake();
    }

    [Fact]
    public void A_channel_that_was_disposed_is_not_used_again()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient());
        using var pair = new ChannelPair(server, client).Handshake();
        pair.Server.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pair.Server.Read(new byte[1], out _));
        Assert.Throws<ObjectDisposedException>(() => pair.Server.Describe());
        Assert.Throws<ObjectDisposedException>(() => pair.Server.Shutdown());
    }
}
