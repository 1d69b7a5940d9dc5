using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A client's certificate may have up to 64 KiB. One that does not fit into a ticket gets none, and gets in.</summary>
public sealed class LargeCertificateTests : IDisposable
{
    private const int Largest = 64 << 10;
    private readonly TlsTestPolicy _policy = new();
    private readonly HandmadeCertificate _root = HandmadeCertificate.Root();

    public LargeCertificateTests() => _policy.ClientCa = _root.Pem;

    public static TheoryData<int, TlsProtocols> Sizes
    {
        get
        {
            var data = new TheoryData<int, TlsProtocols>();
            foreach (var size in (int[])[60_000, 64_000, 64_255, 64_256, 64_257, 65_119, 65_120, 65_280, 65_535, Largest])
            {
                data.Add(size, TlsProtocols.Tls12);
                data.Add(size, TlsProtocols.Tls13);
            }
            return data;
        }
    }

    public void Dispose()
    {
        _root.Dispose();
        _policy.Dispose();
    }

    [Theory, MemberData(nameof(Sizes))]
    public void It_gets_in_and_is_whole_and_its_memory_is_given_back(int size, TlsProtocols version)
    {
        using var leaf = Sized(size);
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(leaf.Issue(), version);
        using var pair = new ChannelPair(server, client).Handshake();

        Assert.Equal(leaf.Encode(), pair.Server.GetPeerCertificate());
        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
        pair.Server.ForgetPeerCertificate();
        Assert.Null(pair.Server.GetPeerCertificate());
        ChannelPair.WriteAll(pair.Server, "in");
        Assert.Equal("in", ChannelPair.ReadText(pair.Client, 2));
        ChannelPair.WriteAll(pair.Client, "too");
        Assert.Equal("too", ChannelPair.ReadText(pair.Server, 3));
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public void It_comes_back_by_its_ticket_or_by_a_full_handshake(TlsProtocols version)
    {
        foreach (var (size, resumes) in new[] { (60_000, true), (65_200, false) })
        {
            using var leaf = Sized(size);
            using var server = _policy.CreateContext();
            using var client = _policy.CreateClient(leaf.Issue(), version);
            ITlsClientSession? session;
            using (var first = new ChannelPair(server, client).Handshake())
            {
                Assert.Equal(TlsStatus.Done, first.Server.IssueTicket());
                ChannelPair.WriteAll(first.Server, "x");
                Assert.Equal("x", ChannelPair.ReadText(first.Client, 1));
                session = first.Client.TakeSession();
            }
            using (session)
            {
                using var second = new ChannelPair(server, client, session: session).Handshake();
                Assert.Equal(resumes, second.Server.Describe().Resumed);
                Assert.Equal(leaf.Encode(), second.Server.GetPeerCertificate());
            }
        }
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public void A_larger_one_is_refused_as_a_message_of_excessive_size(TlsProtocols version)
    {
        using var leaf = Sized(Largest + 64);
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(leaf.Issue(), version);
        using var pair = new ChannelPair(server, client);

        var (failure, alert) = pair.HandshakeFailures();

        Assert.Equal(TlsFailureKind.Protocol, failure.Kind);
        Assert.Contains("excessive message size", failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("internal_error", alert, StringComparison.Ordinal);
    }

    /// <summary>A certificate of exactly so many bytes. Its signature has one of a few lengths, so it is made until one fits.</summary>
    private HandmadeCertificate Sized(int size)
    {
        for (var padding = size - 600; ; padding++)
        {
            var leaf = _root.Peer().Add("1.2.3.4", false, writer => writer.WriteOctetString(new byte[padding]));
            var difference = size - leaf.Encode().Length;
            if (difference == 0) return leaf;
            leaf.Dispose();
            padding += difference - 1;
        }
    }
}
