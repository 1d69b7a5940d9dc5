using System.Diagnostics;
using System.Text;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A server's and a client's channel, connected, both driven by the test's own thread.</summary>
internal sealed class ChannelPair : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    internal ChannelPair(
        ITlsServerContext server, ITlsClientContext client, string serverName = "localhost", ITlsClientSession? session = null,
        ITlsClientCertificate? certificate = null)
    {
        Server = server.CreateChannel(Sockets.ServerDescriptor);
        Client = client.CreateChannel(Sockets.ClientDescriptor, serverName, session, certificate);
    }

    internal SocketPair Sockets { get; } = new();

    internal ITlsChannel Server { get; }

    internal ITlsClientChannel Client { get; }

    /// <summary>Takes both handshakes to an end of either kind.</summary>
    internal (TlsStatus Server, TlsStatus Client) TryHandshake()
    {
        TlsStatus server = TlsStatus.WantRead, client = TlsStatus.WantRead;
        Until(() =>
        {
            if (IsWaiting(client)) client = Client.Handshake();
            if (IsWaiting(server)) server = Server.Handshake();
            // Once one side has given up, the other has whatever it will get.
            if (server == TlsStatus.Failed && IsWaiting(client)) client = Client.Handshake();
            return !IsWaiting(server) && !IsWaiting(client) || client == TlsStatus.Failed && Failed(ref server);
        });
        return (server, client);
    }

    /// <summary>Both handshakes succeed.</summary>
    internal ChannelPair Handshake()
    {
        var (server, client) = TryHandshake();
        Assert.True(server == TlsStatus.Done && client == TlsStatus.Done, $"server: {Server.Failure}, client: {Client.Failure}");
        return this;
    }

    /// <summary>The server's handshake fails; the result says why, and what alert reached the client.</summary>
    internal (TlsFailure Server, string Client) HandshakeFailures()
    {
        TryHandshake();
        Assert.NotNull(Server.Failure);
        // With TLS 1.3 a client is done before the server has looked at its certificate: it learns by reading.
        if (Client.Failure is null) ReadUntilEnd(Client, []);
        return (Server.Failure, Client.Failure?.Detail ?? "");
    }

    internal static void WriteAll(ITlsChannel channel, string text) => WriteAll(channel, Encoding.UTF8.GetBytes(text));

    internal static void WriteAll(ITlsChannel channel, byte[] data)
    {
        var sent = 0;
        Until(() =>
        {
            var status = channel.Write(data.AsSpan(sent), out var written);
            sent += written;
            Assert.True(status is TlsStatus.Done or TlsStatus.WantWrite, channel.Failure?.ToString());
            return sent == data.Length;
        });
    }

    internal static string ReadText(ITlsChannel channel, int length)
    {
        var received = new byte[length];
        var count = 0;
        Until(() =>
        {
            var status = channel.Read(received.AsSpan(count), out var read);
            count += read;
            Assert.True(status is TlsStatus.Done or TlsStatus.WantRead, $"{status} {channel.Failure}");
            return count == length;
        });
        return Encoding.UTF8.GetString(received);
    }

    /// <summary>Reads until the stream ends one way or the other.</summary>
    internal static TlsStatus ReadUntilEnd(ITlsChannel channel, List<byte> received)
    {
        var status = TlsStatus.WantRead;
        var buffer = new byte[4096];
        Until(() =>
        {
            status = channel.Read(buffer, out var read);
            received.AddRange(buffer.AsSpan(0, read));
            return status is TlsStatus.Closed or TlsStatus.Failed;
        });
        return status;
    }

    internal static void Until(Func<bool> step)
    {
        var start = Stopwatch.GetTimestamp();
        var pause = new SpinWait();
        while (!step())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, "nothing came of it in time");
            pause.SpinOnce();
        }
    }

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
        Sockets.Dispose();
    }

    private bool Failed(ref TlsStatus server)
    {
        if (IsWaiting(server)) server = Server.Handshake();
        return !IsWaiting(server) || Client.Failure?.Kind is TlsFailureKind.Internal;
    }

    private static bool IsWaiting(TlsStatus status) => status is TlsStatus.WantRead or TlsStatus.WantWrite;
}
