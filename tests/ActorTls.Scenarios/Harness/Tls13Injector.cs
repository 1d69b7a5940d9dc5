using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// Says what no TLS library would say, within a TLS 1.3 connection that <c>openssl s_client</c> has set up through it:
/// it relays the handshake, takes the keys from the client's key log, and then sends records of its own in the client's
/// name (RFC 8446, sections 5.2 and 7). What the server answers goes to the client, which decrypts it.
/// </summary>
internal sealed class Tls13Injector : IAsyncDisposable
{
    private const int KeyLength = 32, IvLength = 12, TagLength = 16;
    public const byte Handshake = 22, ApplicationData = 23;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _keyLog;
    private readonly Task _relaying;
    private readonly TaskCompletionSource<Socket> _server = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _deaf = new();
    private byte[] _secret = [];
    private long _sequence;

    private Tls13Injector(TestServer server, IPEndPoint at)
    {
        _keyLog = Path.Combine(server.Directory, "keys.log");
        _listener.Start();
        _relaying = RelayAsync(at);
        Client = OpenSslConversation.Start(
            server, (IPEndPoint)_listener.LocalEndpoint,
            "-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384", "-keylogfile", _keyLog);
    }

    /// <summary>Prints what the server sends.</summary>
    public OpenSslConversation Client { get; }

    /// <summary>The handshake is done when this returns.</summary>
    public static async Task<Tls13Injector> ConnectAsync(TestServer server, IPEndPoint at)
    {
        var injector = new Tls13Injector(server, at);
        await injector.Client.WaitForAsync("Verify return code");
        var line = (await File.ReadAllLinesAsync(injector._keyLog)).Single(each => each.StartsWith("CLIENT_TRAFFIC_SECRET_0 ", StringComparison.Ordinal));
        injector._secret = Convert.FromHexString(line.Split(' ')[2]);
        return injector;
    }

    /// <summary>A protected record, not sent yet; the next one has the next number.</summary>
    public byte[] Seal(byte type, ReadOnlySpan<byte> content)
    {
        var nonce = Expand("iv", IvLength);
        for (var i = 0; i < 8; i++) nonce[IvLength - 1 - i] ^= (byte)(_sequence >> (8 * i));
        _sequence++;
        byte[] inner = [.. content, type];
        var length = inner.Length + TagLength;
        byte[] header = [ApplicationData, 3, 3, (byte)(length >> 8), (byte)length];
        var sealedText = new byte[inner.Length];
        var tag = new byte[TagLength];
        using var cipher = new AesGcm(Expand("key", KeyLength), TagLength);
        cipher.Encrypt(nonce, inner, sealedText, tag, header);
        return [.. header, .. sealedText, .. tag];
    }

    /// <summary>A KeyUpdate; what is sealed afterwards is under the next keys.</summary>
    public byte[] SealKeyUpdate(bool request)
    {
        var record = Seal(Handshake, [24, 0, 0, 1, (byte)(request ? 1 : 0)]);
        UpdateKeys();
        return record;
    }

    /// <summary>The keys after a KeyUpdate that was sent in parts.</summary>
    public void UpdateKeys()
    {
        _secret = Expand("traffic upd", _secret.Length);
        _sequence = 0;
    }

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

    /// <summary>HKDF-Expand-Label without a context (RFC 8446, section 7.1).</summary>
    private byte[] Expand(string label, int length)
    {
        var name = System.Text.Encoding.ASCII.GetBytes("tls13 " + label);
        byte[] info = [0, 0, (byte)name.Length, .. name, 0];
        BinaryPrimitives.WriteUInt16BigEndian(info, (ushort)length);
        return HKDF.Expand(HashAlgorithmName.SHA384, _secret, length, info);
    }
}
