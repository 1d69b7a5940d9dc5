using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// The library's own client role, driven by the test's thread: cheap enough for thousands of connections, and it says
/// which alert it received. Every wait is bounded.
/// </summary>
internal sealed class EngineClient : IDisposable
{
    private static readonly OpenSslEngine Engine = OpenSslEngine.Load();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly ITlsClientChannel _channel;

    private EngineClient(Socket socket, ITlsClientChannel channel)
    {
        _socket = socket;
        _channel = channel;
    }

    /// <summary>Why the connection is of no more use, such as <c>alert received: unknown_ca</c>.</summary>
    public string? Failure => _channel.Failure?.Detail;

    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public TlsSessionInfo Session => _channel.Describe();

    /// <summary>In DER.</summary>
    public byte[]? ServerCertificate => _channel.GetPeerCertificate();

    /// <summary>A context that offers one version; for one thread at a time.</summary>
    public static ITlsClientContext CreateContext(string trustPem, IssuedCertificate? certificate, TlsProtocols version, params string[] alpn) =>
        Engine.CreateClientContext(new TlsClientSettings
        {
            Protocols = version,
            CipherSuites = CipherSuites.Intermediate,
            Groups = ["X25519", "P-256"],
            TrustAnchorsPem = trustPem,
            CertificatePem = certificate?.CertificatePem,
            PrivateKeyPem = certificate?.KeyPem,
            Alpn = [.. alpn],
        });

    /// <summary>Connects without a handshake.</summary>
    public static EngineClient Connect(
        ITlsClientContext context, EndPoint server, ITlsClientSession? session = null, string serverName = "localhost")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(server);
            socket.Blocking = false;
            return new EngineClient(socket, context.CreateChannel((int)socket.Handle, serverName, session));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects without a handshake, and will ask for this name, or for none, whatever the server's certificate says.</summary>
    public static unsafe EngineClient ConnectAskingFor(ITlsClientContext context, EndPoint server, string? name, ITlsClientSession? session)
    {
        // An address is verified, but not sent.
        var client = Connect(context, server, session, "127.0.0.1");
        if (name is null) return client;
        fixed (byte* text = Encoding.ASCII.GetBytes(name + '\0'))
            LibSsl.SSL_ctrl(((OpenSslChannel)client._channel).Ssl, Constants.SSL_CTRL_SET_TLSEXT_HOSTNAME, new CLong(0), text);
        return client;
    }

    /// <summary>Connects and completes the handshake. With TLS 1.3 the server may still refuse the client's certificate.</summary>
    public static EngineClient Establish(
        ITlsClientContext context, EndPoint server, ITlsClientSession? session = null, string serverName = "localhost")
    {
        var client = Connect(context, server, session, serverName);
        var status = client.Handshake();
        if (status == TlsStatus.Done) return client;
        client.Dispose();
        throw new InvalidOperationException($"The handshake came to {status}: {client.Failure}");
    }

    /// <summary>To its end, of either kind.</summary>
    public TlsStatus Handshake() => Repeat(() => _channel.Handshake());

    /// <summary>One step: the first sends the ClientHello.</summary>
    public TlsStatus StepHandshake() => _channel.Handshake();

    /// <summary>Whether something comes in time, without reading it.</summary>
    public bool WaitReadable(TimeSpan patience) => _socket.Poll(patience, SelectMode.SelectRead);

    public ITlsClientSession? TakeSession() => _channel.TakeSession();

    /// <summary>What was found when a write had failed.</summary>
    public byte[] Received { get; private set; } = [];

    /// <summary>Sends all of it; false when the connection failed meanwhile.</summary>
    public bool Write(ReadOnlyMemory<byte> data)
    {
        while (data.Length > 0)
        {
            var written = 0;
            var status = Repeat(() => _channel.Write(data.Span, out written));
            if (status == TlsStatus.PeerGone) Received = ReadToEnd().Received;   // Says how it left.
            if (status != TlsStatus.Done) return false;
            data = data[written..];
        }
        return true;
    }

    /// <summary>Sends the bytes and asserts that the same come back.</summary>
    public void Echo(byte[] data)
    {
        Assert.True(Write(data), Failure);
        Assert.Equal(data, Read(data.Length));
    }

    /// <summary>Exactly so many bytes.</summary>
    public byte[] Read(int length)
    {
        var received = new byte[length];
        for (var count = 0; count < length;)
        {
            var read = 0;
            var status = Repeat(() => _channel.Read(received.AsSpan(count), out read));
            Assert.True(status == TlsStatus.Done, $"{status} after {count} of {length} bytes: {Failure}");
            count += read;
        }
        return received;
    }

    /// <summary>What comes next, at least a byte; none at the end of the stream, of whichever kind.</summary>
    public byte[] TryRead()
    {
        var buffer = new byte[16 * 1024];
        var read = 0;
        return Repeat(() => _channel.Read(buffer, out read)) == TlsStatus.Done ? buffer[..read] : [];
    }

    /// <summary>
    /// Sends all of the data and reads as much, in both directions at once, on one thread: nobody waits for a write
    /// while there is something to read. Ends after a minute without progress.
    /// </summary>
    public void Exchange(ReadOnlyMemory<byte> data, Action<ReadOnlyMemory<byte>> received)
    {
        var buffer = new byte[100_000];
        var lastProgress = Stopwatch.GetTimestamp();
        for (var left = data.Length; left > 0;)
        {
            var wrote = data.IsEmpty ? TlsStatus.WantRead : _channel.Write(data.Span[..Math.Min(data.Length, 50_000)], out var written) switch
            {
                TlsStatus.Done => Advance(ref data, written),
                var other => other,
            };
            var read = _channel.Read(buffer, out var count);
            if (read == TlsStatus.Done) received(buffer.AsMemory(0, count));
            left -= count;

            Assert.DoesNotContain(TlsStatus.Failed, new[] { wrote, read });
            Assert.NotEqual(TlsStatus.Closed, read);
            if (wrote == TlsStatus.Done || read == TlsStatus.Done) lastProgress = Stopwatch.GetTimestamp();
            else _socket.Poll(TimeSpan.FromMilliseconds(1), SelectMode.SelectRead);
            Assert.True(Stopwatch.GetElapsedTime(lastProgress) < Patience, $"No progress with {left} bytes to read.");
        }

        static TlsStatus Advance(ref ReadOnlyMemory<byte> data, int written)
        {
            data = data[written..];
            return TlsStatus.Done;
        }
    }

    /// <summary>What comes until the stream ends: <see cref="TlsStatus.Closed"/> by <c>close_notify</c>, else a failure.</summary>
    public (TlsStatus End, byte[] Received) ReadToEnd()
    {
        var received = new List<byte>();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = 0;
            var status = Repeat(() => _channel.Read(buffer, out read));
            if (status != TlsStatus.Done) return (status, [.. received]);
            received.AddRange(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Sends <c>close_notify</c>; what the server still sends can be read.</summary>
    public void CompleteWrites() => Assert.Equal(TlsStatus.Done, Repeat(() => _channel.Shutdown()));

    /// <summary>Sends <c>close_notify</c> and waits for the server's, with nothing before it.</summary>
    public void CompleteWritesAndAwaitEnd()
    {
        CompleteWrites();
        AwaitEnd();
    }

    /// <summary>After <c>close_notify</c> of the server: waits for the end of TCP. 0 when it is FIN; throws when it is a reset.</summary>
    public int ReadPastTheEnd()
    {
        Assert.True(_socket.Poll(Patience, SelectMode.SelectRead), "The TCP connection does not end.");
        return _socket.Receive(new byte[1]);
    }

    /// <summary>After <see cref="CompleteWrites"/>: waits for the server's end, with nothing before it.</summary>
    public void AwaitEnd()
    {
        var (end, received) = ReadToEnd();
        Assert.True(end == TlsStatus.Closed && received.Length == 0, $"{end} after {received.Length} bytes: {Failure}");
    }

    /// <summary>Waits for a reset, with nothing before it: no end that looks like a whole answer.</summary>
    public void AwaitReset()
    {
        var (end, received) = ReadToEnd();
        Assert.True(end == TlsStatus.Failed && FailureKind == TlsFailureKind.Reset && received.Length == 0, $"{end} after {received.Length} bytes: {Failure}");
    }

    /// <summary>Ends the TCP connection by a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    /// <summary>Waits until the server's kernel has everything that was sent: a reset does not overtake it any more.</summary>
    public void AwaitArrival()
    {
        var start = Stopwatch.GetTimestamp();
        while (EventLoops.Sockets.Unacknowledged((int)_socket.Handle) > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "The server's kernel does not take it.");
            Thread.Sleep(5);
        }
    }

    /// <summary>Sends bytes that TLS did not make.</summary>
    public void SendRaw(byte[] bytes) => _socket.Send(bytes);

    /// <summary>Sends FIN without <c>close_notify</c>.</summary>
    public void Truncate() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Why the channel failed.</summary>
    public TlsFailureKind? FailureKind => _channel.Failure?.Kind;

    public void Dispose()
    {
        _channel.Dispose();
        _socket.Dispose();
    }

    private TlsStatus Repeat(Func<TlsStatus> step)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var status = step();
            if (status is not (TlsStatus.WantRead or TlsStatus.WantWrite)) return status;

            var left = Patience - Stopwatch.GetElapsedTime(start);
            Assert.True(left > TimeSpan.Zero, "The server did not go on in time.");
            _socket.Poll(left, status == TlsStatus.WantRead ? SelectMode.SelectRead : SelectMode.SelectWrite);
        }
    }
}
