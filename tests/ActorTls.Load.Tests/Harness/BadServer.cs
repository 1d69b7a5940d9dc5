using System.Net;
using System.Net.Sockets;

namespace ActorTls.Load.Tests.Harness;

/// <summary>Accepts TCP connections and does something bad with each.</summary>
internal sealed class BadServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _held = [];

    private BadServer(Func<Socket, Task<bool>> treat)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _ = AcceptAsync(treat);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Resets each connection at its first bytes.</summary>
    public static BadServer ThatResets() => new(async socket =>
    {
        await socket.ReceiveAsync(new byte[4096]);
        socket.LingerState = new LingerOption(true, 0);
        return false;
    });

    /// <summary>Ends each connection at its first bytes, without TLS.</summary>
    public static BadServer ThatHangsUp() => new(async socket =>
    {
        await socket.ReceiveAsync(new byte[4096]);
        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(new byte[4096]) > 0) { }
        return false;
    });

    /// <summary>Never says a word.</summary>
    public static BadServer ThatIsSilent() => new(_ => Task.FromResult(true));

    /// <summary>Speaks HTTP.</summary>
    public static BadServer ThatIsNoTls() => new(async socket =>
    {
        await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        return true;
    });

    /// <summary>A port that nobody listens on, most likely.</summary>
    public static IPEndPoint Nobody()
    {
        using var server = ThatIsSilent();
        return server.EndPoint;
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_held) _held.ForEach(socket => socket.Dispose());
    }

    private async Task AcceptAsync(Func<Socket, Task<bool>> treat)
    {
        try
        {
            while (true) _ = TreatAsync(await _listener.AcceptAsync(), treat);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was disposed of.
        }
    }

    private async Task TreatAsync(Socket socket, Func<Socket, Task<bool>> treat)
    {
        var hold = false;
        try
        {
            hold = await treat(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client was faster.
        }
        if (!hold) socket.Dispose();
        else lock (_held) _held.Add(socket);
    }
}
