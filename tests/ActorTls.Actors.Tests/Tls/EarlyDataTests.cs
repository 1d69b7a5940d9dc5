using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>
/// A client may send early data that nobody asked for: it has a ticket of a server that did. The data is skipped, and the
/// handshake goes on (RFC 8446 section 4.2.10). What is skipped is bounded, and never delivered.
/// </summary>
public sealed class EarlyDataTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(15_000)]
    public void It_is_skipped_though_the_session_resumes(int length)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var session = TakeSession(server, client);
        using var pair = new ChannelPair(server, client, session: session);
        HostileClient.SendEarlyData(pair.Client, new byte[length]);

        AssertTalks(pair);
        Assert.True(pair.Server.Describe().Resumed);
    }

    [Theory]
    [InlineData("X25519")]
    [InlineData("P-256")]   // The client has sent a share of another group, and is asked again.
    public void It_is_skipped_with_a_ticket_of_another_server(string group)
    {
        using var former = _policy.CreateContext();
        _policy.Groups = [group];
        using var server = _policy.CreateContext();   // It has other keys for its tickets.
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var session = TakeSession(former, client);
        using var pair = new ChannelPair(server, client, session: session);
        HostileClient.SendEarlyData(pair.Client, RandomNumberGenerator.GetBytes(5_000));

        AssertTalks(pair);
        Assert.False(pair.Server.Describe().Resumed);
    }

    /// <summary>What was offered but does not decrypt, in records of so many bytes; the essence of tlsfuzzer's test-tls13-0rtt-garbage.</summary>
    [Theory]
    [InlineData(64, 1)]
    [InlineData(1_000, 1)]
    [InlineData(60, 100)]
    [InlineData(1, 15_000)]
    public void Garbage_in_its_place_is_skipped_too(int count, int size)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var session = TakeSession(server, client);
        using var pair = new ChannelPair(server, client, session: session);
        HostileClient.SendEarlyData(pair.Client, [1]);
        for (var i = 0; i < count; i++) pair.Sockets.Client.Send(Record(RandomNumberGenerator.GetBytes(size)));

        AssertTalks(pair);
    }

    [Theory]
    [InlineData(2, 16_384)]
    [InlineData(200, 100)]
    [InlineData(20_000, 1)]
    [InlineData(400_000, 0)]   // OpenSSL itself would skip these without end.
    public void More_of_it_than_is_skipped_ends_the_handshake(int count, int size)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var session = TakeSession(server, client);
        using var pair = new ChannelPair(server, client, session: session);
        HostileClient.SendEarlyData(pair.Client, [1]);

        var status = TlsStatus.WantRead;
        var record = Record(new byte[size]);
        var batch = Enumerable.Repeat(record, Math.Min(count, 500)).SelectMany(bytes => bytes).Take(64 * 1024).ToArray();
        for (var sent = 0; sent < count && status == TlsStatus.WantRead; sent += batch.Length / record.Length)
        {
            pair.Sockets.Client.Send(batch);
            status = pair.Server.Handshake();
        }
        ChannelPair.Until(() => pair.Server.Handshake() == TlsStatus.Failed);
        Assert.Equal(TlsFailureKind.Protocol, pair.Server.Failure!.Kind);
        Assert.Equal(TlsStatus.Done, pair.Client.Handshake());   // The server's flight came before the alert.
        if (size == 0) return;
        Assert.Equal(TlsStatus.Failed, ChannelPair.ReadUntilEnd(pair.Client, []));
        Assert.Contains("alert received", pair.Client.Failure!.Detail);
    }

    [Fact]
    public void Without_an_offer_nothing_is_skipped()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client);
        pair.Client.Handshake();
        pair.Sockets.Client.Send(Record(new byte[100]));

        ChannelPair.Until(() => pair.Server.Handshake() == TlsStatus.Failed);
        Assert.Equal(TlsFailureKind.Protocol, pair.Server.Failure!.Kind);
    }

    [Fact]
    public void No_ticket_of_ours_invites_it()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
        using var session = TakeSession(server, client, invited: false);
        Assert.Equal(0u, HostileClient.EarlyDataAllowed(session));
    }

    /// <summary>The handshake completes, and nothing of the early data comes before what the client says afterwards.</summary>
    private static void AssertTalks(ChannelPair pair)
    {
        pair.Handshake();
        ChannelPair.WriteAll(pair.Client, "question");
        Assert.Equal("question", ChannelPair.ReadText(pair.Server, 8));
        ChannelPair.WriteAll(pair.Server, "answer");
        Assert.Equal("answer", ChannelPair.ReadText(pair.Client, 6));
    }

    private static ITlsClientSession TakeSession(ITlsServerContext server, ITlsClientContext client, bool invited = true)
    {
        using var pair = new ChannelPair(server, client).Handshake();
        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
        ChannelPair.WriteAll(pair.Server, "x");
        ChannelPair.ReadText(pair.Client, 1);
        var session = pair.Client.TakeSession()!;
        if (invited) HostileClient.AllowEarlyData(session, 1 << 20);
        return session;
    }

    private static byte[] Record(byte[] content) => [23, 3, 3, (byte)(content.Length >> 8), (byte)content.Length, .. content];
}
