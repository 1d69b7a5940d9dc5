using System.Net;
using System.Net.Sockets;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// Says what no TLS library would say, within a TLS 1.3 connection that <c>openssl s_client</c> has set up through it:
/// it relays the handshake, takes the keys from the client's key log, and then sends records of its own in the client's
/// name (RFC 8446, sections 5.2 and 7). What the server answers goes to the client, which decrypts it.
/// </summary>
internal sealed class Tls13Injector : IAsyncDisposable
{
    public const byte Handshake = 22, ApplicationData = 23;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _keyLog;
    private readonly Task _relaying;
    private readonly TaskCompletionSource<Socket> _server = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _deaf = new();
    private Tls13Protection? _protection;

    private Tls13Injector(TestServer server, IPEndPoint at)
    {
        _keyLog = Path.Combine(server.Directory, "keys.log");
        _listener.Start();
        _relaying = RelayAsync(at);
        Client = OpenSslConversation.Start(
            server, (IPEndPoint)_listener.LocalEndpoint,
            "-tls1_3", "-ciphersuites", Tls13Protection.Suite, "-keylogfile", _keyLog);
    }

    /// <summary>Prints what the server sends.</summary>
    public OpenSslConversation Client { get; }

    /// <summary>The handshake is done when this returns.</summary>
    public static async Task<Tls13Injector> ConnectAsync(TestServer server, IPEndPoint at)
    {
        var injector = new Tls13Injector(server, at);
        await injector.Client.WaitForAsync("Verify return code");
        var line = (await File.ReadAllLinesAsync(injector._keyLog)).Single(each => each.StartsWith("CLIENT_TRAFFIC_SECRET_0 ", StringComparison.Ordinal));
        injector._protection = new Tls13Protection(Convert.FromHexString(line.Split(' ')[2]));
        return injector;
    }

    /// <summary>A protected record, not sent yet; the next one has the next number.</summary>
    public byte[] Seal(byte type, ReadOnlySpan<byte> content) => _protection!.Seal(type, content);

    /// <summary>A KeyUpdate; what is sealed afterwards is under the next keys.</summary>
    public byte[] SealKeyUpdate(bool request)
    {
        var record = Seal(Handshake, [24, 0, 0, 1, (byte)(request ? 1 : 0)]);
        UpdateKeys();
        return record;
    }

    /// <summary>The keys after a KeyUpdate that was sent in parts.</summary>
    public void UpdateKeys() => _protection!.Update();

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var server = await _server.Task;
        while (!bytes.IsEmpty) bytes = bytes[await server.SendAsync(bytes)..];
    }

    /// <summary>From here on nothing is read that the server sends, until its buffers are full.</summary>
    public Task StopReadingAsync() => _deaf.CancelAsync();

    public async Task ResetAsync()
    {
        var server = await _server.Task;
        server.LingerState = new LingerOption(true, 0);
        server.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        if (_server.Task.IsCompletedSuccessfully) (await _server.Task).Dispose();
        _listener.Dispose();
        await _relaying;
        _deaf.Dispose();
    }

    private async Task RelayAsync(IPEndPoint address)
    {
        using var client = await _listener.AcceptSocketAsync();
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await server.ConnectAsync(address);
        _server.SetResult(server);
        await Task.WhenAll(CopyAsync(client, server, default), CopyAsync(server, client, _deaf.Token));
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationToken deaf)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, deaf) is > 0 and var count) await to.SendAsync(buffer.AsMemory(0, count), deaf);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side has ended it, or the test.
        }
    }
}
