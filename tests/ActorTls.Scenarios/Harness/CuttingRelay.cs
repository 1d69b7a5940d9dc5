using System.Net;
using System.Net.Sockets;

namespace ActorTls.Scenarios.Harness;

/// <summary>Relays one client's bytes to the server, so many and no more, and then resets both connections.</summary>
internal sealed class CuttingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CuttingRelay(IPEndPoint server, int bytes)
    {
        _listener.Start();
        Done = RunAsync(server, bytes);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Completes once both connections are reset.</summary>
    public Task Done { get; }

    private async Task RunAsync(IPEndPoint address, int left)
    {
        using var client = await _listener.AcceptSocketAsync();
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(address);
        var down = CopyDownAsync(server, client);
        var buffer = new byte[left];
        while (left > 0 && await client.ReceiveAsync(buffer.AsMemory(0, left)) is > 0 and var count)
        {
            left -= count;
            await server.SendAsync(buffer.AsMemory(0, count));
        }
        server.LingerState = client.LingerState = new LingerOption(true, 0);
        server.Close();
        client.Close();
        await down;
    }

    private static async Task CopyDownAsync(Socket server, Socket client)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await server.ReceiveAsync(buffer) is > 0 and var count) await client.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // By ourselves.
        }
    }

    public void Dispose() => _listener.Dispose();
}
