using System.Net;
using System.Net.Sockets;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// Stands between one client and the server, and records how the server ended the TCP connection: by FIN, after which
/// the client can read everything that was said, or by a reset, which may overtake it.
/// </summary>
internal sealed class EndRecordingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;

    public EndRecordingRelay(IPEndPoint server)
    {
        _server = server;
        _listener.Start();
        ServerEnd = RunAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Completes with the server's end of its direction: whether it was a reset, and how many bytes came before.</summary>
    public Task<(bool WasReset, long Bytes)> ServerEnd { get; }

    private async Task<(bool WasReset, long Bytes)> RunAsync()
    {
        using var client = await _listener.AcceptSocketAsync();
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(_server);
        var up = CopyAsync(client, server);
        var down = await CopyAsync(server, client);
        await up;
        return down;
    }

    private static async Task<(bool WasReset, long Bytes)> CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        var total = 0L;
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                total += count;
                try
                {
                    await to.SendAsync(buffer.AsMemory(0, count));
                }
                catch (SocketException)
                {
                    // That side ended already; the other one's end still is what the test asks for.
                }
            }
            End(to);
            return (false, total);
        }
        catch (SocketException)
        {
            End(to);
            return (true, total);
        }
    }

    private static void End(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Gone already.
        }
    }

    public void Dispose() => _listener.Dispose();
}
