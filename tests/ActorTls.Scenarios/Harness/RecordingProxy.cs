using System.Net;
using System.Net.Sockets;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// Somebody between client and server, who keeps every byte that passes and may change, hold back or repeat records.
/// It knows of TLS no more than the record header (RFC 8446, section 5.1). One connection after the other.
/// </summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly EndPoint _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public RecordingProxy(EndPoint server)
    {
        _server = server;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = _listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public EndPoint EndPoint { get; }

    /// <summary>What clients have sent.</summary>
    public RecordedDirection FromClient { get; } = new();

    /// <summary>What the server has sent.</summary>
    public RecordedDirection FromServer { get; } = new();

    /// <summary>Lets what is on its way arrive: ends once both sides of the last connection have.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _stop.CancelAfter(TimeSpan.FromSeconds(30));
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync(_stop.Token);
                using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(_server, _stop.Token);
                await Task.WhenAll(
                    RelayAsync(client, server, FromClient), RelayAsync(server, client, FromServer));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task RelayAsync(Socket from, Socket to, RecordedDirection direction)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
            {
                foreach (var record in direction.Take(buffer.AsSpan(0, count))) await to.SendAsync(record, _stop.Token);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // A reset of one side becomes one of the other.
            from.Close(0);
            to.Close(0);
        }
        catch (ObjectDisposedException)
        {
        }
    }
}

/// <summary>One direction of a connection through the proxy. Thread-safe.</summary>
internal sealed class RecordedDirection
{
    private const int HeaderLength = 5;
    private const byte ApplicationData = 23;

    private readonly Lock _lock = new();
    private readonly List<byte> _captured = [];
    private readonly List<byte> _incomplete = [];
    private Func<byte[], byte[][]>? _tamper;

    /// <summary>Every byte that came in, before any change.</summary>
    public byte[] Captured
    {
        get
        {
            lock (_lock) return [.. _captured];
        }
    }

    /// <summary>From now on, what goes on instead of each record of application data, with its header.</summary>
    public void Tamper(Func<byte[], byte[][]> replace)
    {
        lock (_lock) _tamper = replace;
    }

    /// <summary>Changes one record of application data, the next one, and leaves the others alone.</summary>
    public void TamperOnce(Func<byte[], byte[][]> replace)
    {
        var done = false;
        Tamper(record =>
        {
            if (done) return [record];
            done = true;
            return replace(record);
        });
    }

    /// <summary>Takes bytes in and gives the whole records that are to go on.</summary>
    public List<byte[]> Take(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _captured.AddRange(bytes);
            _incomplete.AddRange(bytes);
            var records = new List<byte[]>();
            while (_incomplete.Count >= HeaderLength)
            {
                var length = HeaderLength + (_incomplete[3] << 8 | _incomplete[4]);
                if (_incomplete.Count < length) break;
                byte[] record = [.. _incomplete[..length]];
                _incomplete.RemoveRange(0, length);
                if (_tamper is not null && record[0] == ApplicationData) records.AddRange(_tamper(record));
                else records.Add(record);
            }
            return records;
        }
    }
}
