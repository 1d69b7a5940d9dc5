using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Alone while it runs, because it counts what the whole process holds.</summary>
[Collection(nameof(WholeProcess))]
public sealed class LeakTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void A_thousand_connections_good_and_bad_leave_nothing_behind()
    {
        var channels = OpenSslEngine.LiveChannels;
        using (var server = _policy.CreateContext())
        using (var good = _policy.CreateClient(_policy.Authority.IssueClient()))
        using (var anonymous = _policy.CreateClient())
        {
            for (var i = 0; i < 500; i++)
            {
                switch (i % 4)
                {
                    case 0: Use(server, good); break;
                    case 1: Refuse(server, anonymous); break;
                    case 2: SendGarbage(server); break;
                    default: Abandon(server, good); break;
                }
            }
        }
        Assert.Equal(channels, OpenSslEngine.LiveChannels);
    }

    [Fact]
    public void Native_memory_does_not_grow_with_the_connections_that_were()
    {
        using var server = _policy.CreateContext();
        using var good = _policy.CreateClient(_policy.Authority.IssueClient());
        using var anonymous = _policy.CreateClient();
        void Round()
        {
            for (var i = 0; i < 100; i++)
            {
                Use(server, good);
                Refuse(server, anonymous);
                Abandon(server, good);
            }
        }

        Round(); // what is allocated once
        var before = ResidentBytes();
        Round();
        Round();
        // 600 channels of some 20 KiB would be 12 MiB, were they all kept.
        Assert.InRange(ResidentBytes() - before, long.MinValue, 6 << 20);
    }

    private static void Use(ITlsServerContext server, ITlsClientContext client)
    {
        using var pair = new ChannelPair(server, client).Handshake();
        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
        ChannelPair.WriteAll(pair.Server, "x");
        Assert.Equal("x", ChannelPair.ReadText(pair.Client, 1));
    }

    private static void Refuse(ITlsServerContext server, ITlsClientContext client)
    {
        using var pair = new ChannelPair(server, client);
        pair.TryHandshake();
        Assert.Equal(TlsFailureKind.CertificateRejected, pair.Server.Failure?.Kind);
    }

    private static void Abandon(ITlsServerContext server, ITlsClientContext client)
    {
        using var pair = new ChannelPair(server, client);
        pair.Client.Handshake();
        pair.Server.Handshake();
    }

    private static void SendGarbage(ITlsServerContext server)
    {
        using var sockets = new SocketPair();
        using var channel = server.CreateChannel(sockets.ServerDescriptor);
        sockets.Client.Send("GET / HTTP/1.0\r\n\r\n"u8);
        ChannelPair.Until(() => channel.Handshake() == TlsStatus.Failed);
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) << 10;
    }
}
