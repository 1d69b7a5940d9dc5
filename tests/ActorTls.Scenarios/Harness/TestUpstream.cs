using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ActorTls.Scenarios.Harness;

/// <summary>A TCP server behind the server: it accepts, and the test plays it on each connection.</summary>
internal sealed class TestUpstream : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _listener;
    private readonly Channel<Socket> _accepted = Channel.CreateUnbounded<Socket>();
    private readonly List<Socket> _all = [];
    private readonly Task _accepting;

    private TestUpstream(Socket listener, bool accepts)
    {
        _listener = listener;
        _accepting = accepts ? AcceptAsync() : Task.CompletedTask;
    }

    /// <summary>In the form of <c>upstreams</c>.</summary>
    public string Address => _listener.LocalEndPoint is IPEndPoint ip ? ip.ToString() : $"unix:{_listener.LocalEndPoint}";

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Connections that it has accepted.</summary>
    public int Count
    {
        get
        {
            lock (_all) return _all.Count;
        }
    }

    /// <summary>Listens on a port of the kernel's choice, or on the given one.</summary>
    public static TestUpstream Start(EndPoint? endPoint = null, bool accepts = true, int backlog = 512)
    {
        endPoint ??= new IPEndPoint(IPAddress.Loopback, 0);
        var protocol = endPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp;
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, protocol);
        listener.Bind(endPoint);
        listener.Listen(backlog);
        return new TestUpstream(listener, accepts);
    }

    /// <summary>A local address that refuses: it was free a moment ago.</summary>
    public static string RefusingAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket.LocalEndPoint!.ToString()!;
    }

    /// <summary>The next connection; the upstream closes it at the end of the test.</summary>
    public async Task<RawClient> NextAsync() => new(await _accepted.Reader.ReadAsync().AsTask().WaitAsync(Patience));

    /// <summary>Accepts one connection; for an upstream that does not by itself.</summary>
    public async Task<RawClient> AcceptOneAsync() => new(await _listener.AcceptAsync().WaitAsync(Patience));

    /// <summary>Has every connection, from now on, get back what it sends.</summary>
    public void Echo() => _ = Task.Run(async () =>
    {
        await foreach (var socket in _accepted.Reader.ReadAllAsync()) _ = EchoAsync(socket);
    });

    private static async Task EchoAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count;) sent += await socket.SendAsync(buffer.AsMemory(sent, count - sent));
            }
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // By the other side, or by the end of the test.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
                lock (_all) _all.Add(socket);
                _accepted.Writer.TryWrite(socket);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            _accepted.Writer.TryComplete();
        }
    }

    /// <summary>Stops listening, and closes what it has accepted.</summary>
    public void Dispose()
    {
        var path = (_listener.LocalEndPoint as UnixDomainSocketEndPoint)?.ToString();
        _listener.Dispose();
        if (path is not null) File.Delete(path);
        _accepting.GetAwaiter().GetResult();
        lock (_all)
        {
            foreach (var socket in _all) socket.Dispose();
        }
    }
}
