using System.Net;
using System.Net.Sockets;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// Makes <c>openssl s_client</c> a client that lies about itself: stands between it and the server, and rewrites or
/// drops the handshake messages that come behind its ClientHello. With TLS 1.3 these are encrypted, under keys that
/// the client's key log gives. Both ends are honest; only what the server is told of the client is forged.
/// </summary>
internal sealed class ForgingRelay : IAsyncDisposable
{
    public const string Tls12 = "-tls1_2", Tls13 = "-tls1_3";
    public const byte Certificate = 11, CertificateVerify = 15, Finished = 20;
    private const int HeaderLength = 5, MessageHeaderLength = 4;
    private const byte Hello = 1;
    private const byte ChangeCipherSpec = 20, Handshake = 22, ApplicationData = 23;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<byte[], byte[][]> _forge;
    private readonly string _version;
    private readonly string _keyLog;
    private readonly Task _relaying;
    private readonly List<byte> _incomplete = [];
    private readonly List<byte> _messages = [];
    private Tls13Protection? _toOpen, _toSeal;
    private bool _isOver;

    /// <param name="server">The server, in whose directory the client runs, with <c>client.crt</c> as its certificate.</param>
    /// <param name="at">Where it listens.</param>
    /// <param name="version"><see cref="Tls12"/> or <see cref="Tls13"/>.</param>
    /// <param name="forge">What goes on in place of a handshake message, which comes with its header.</param>
    public ForgingRelay(TestServer server, IPEndPoint at, string version, Func<byte[], byte[][]> forge)
    {
        _version = version;
        _forge = forge;
        _keyLog = Path.Combine(server.Directory, "forged.log");
        _listener.Start();
        _relaying = RelayAsync(at);
        Client = OpenSslConversation.Start(
            server, (IPEndPoint)_listener.LocalEndpoint, version, "-ciphersuites", Tls13Protection.Suite, "-keylogfile", _keyLog);
    }

    /// <summary>Prints what the server answers.</summary>
    public OpenSslConversation Client { get; }

    /// <summary>A handshake message with its header.</summary>
    public static byte[] Message(byte type, ReadOnlySpan<byte> body) =>
        [type, .. Length24(body.Length), .. body];

    /// <summary>The Certificate message of a version with one certificate, in DER.</summary>
    public static byte[] CertificateMessage(string version, byte[] certificate)
    {
        byte[] entry = [.. Length24(certificate.Length), .. certificate];
        return version == Tls12
            ? Message(Certificate, [.. Length24(entry.Length), .. entry])
            : Message(Certificate, [0, .. Length24(entry.Length + 2), .. entry, 0, 0]);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _stop.CancelAsync();
        await _relaying;
        _listener.Dispose();
        _stop.Dispose();
    }

    private static byte[] Length24(int length) => [(byte)(length >> 16), (byte)(length >> 8), (byte)length];

    private async Task RelayAsync(IPEndPoint address)
    {
        using var client = await _listener.AcceptSocketAsync();
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await server.ConnectAsync(address);
        await Task.WhenAll(CopyAsync(client, server, ForgeAsync), CopyAsync(server, client, bytes => Task.FromResult(bytes)));
    }

    private async Task CopyAsync(Socket from, Socket to, Func<byte[], Task<byte[]>> change)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
            {
                var changed = (await change(buffer[..count])).AsMemory();
                while (!changed.IsEmpty) changed = changed[await to.SendAsync(changed, _stop.Token)..];
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side has ended it, or the test.
        }
    }

    private async Task<byte[]> ForgeAsync(byte[] received)
    {
        _incomplete.AddRange(received);
        var result = new List<byte>();
        while (_incomplete.Count >= HeaderLength)
        {
            var length = HeaderLength + (_incomplete[3] << 8 | _incomplete[4]);
            if (_incomplete.Count < length) break;
            byte[] record = [.. _incomplete[..length]];
            _incomplete.RemoveRange(0, length);
            result.AddRange(_isOver ? record : await ForgeRecordAsync(record));
        }
        return [.. result];
    }

    private async Task<byte[]> ForgeRecordAsync(byte[] record)
    {
        switch (record[0])
        {
            case Handshake:
                return ForgeMessages(record[HeaderLength..], forged => [.. record[..3], (byte)(forged.Length >> 8), (byte)forged.Length, .. forged]);
            case ApplicationData:
                if (_toSeal is null)
                {
                    var secret = await ReadSecretAsync();
                    (_toOpen, _toSeal) = (new Tls13Protection(secret), new Tls13Protection(secret));
                }
                var (type, content) = _toOpen!.Open(record);
                return type == Handshake ? ForgeMessages(content, forged => _toSeal.Seal(Handshake, forged)) : _toSeal.Seal(type, content);
            default:
                // With TLS 1.2 what follows is encrypted; with TLS 1.3 this means nothing.
                _isOver = record[0] == ChangeCipherSpec && _version == Tls12;
                return record;
        }
    }

    private byte[] ForgeMessages(byte[] content, Func<byte[], byte[]> toRecord)
    {
        _messages.AddRange(content);
        var result = new List<byte>();
        while (_messages.Count >= MessageHeaderLength)
        {
            var length = MessageHeaderLength + (_messages[1] << 16 | _messages[2] << 8 | _messages[3]);
            if (_messages.Count < length) break;
            byte[] message = [.. _messages[..length]];
            _messages.RemoveRange(0, length);
            if (message[0] == Finished) _isOver = true;
            foreach (var forged in message[0] == Hello ? [message] : _forge(message)) result.AddRange(toRecord(forged));
        }
        return [.. result];
    }

    private async Task<byte[]> ReadSecretAsync()
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var line = File.Exists(_keyLog)
                ? (await File.ReadAllLinesAsync(_keyLog)).FirstOrDefault(each => each.StartsWith("CLIENT_HANDSHAKE_TRAFFIC_SECRET ", StringComparison.Ordinal))
                : null;
            if (line?.Split(' ') is [_, _, { Length: 96 } secret]) return Convert.FromHexString(secret);
            Assert.True(DateTime.UtcNow < deadline, "openssl did not log its handshake secret.");
            await Task.Delay(2);
        }
    }
}
