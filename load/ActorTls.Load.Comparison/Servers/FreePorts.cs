using System.Net;
using System.Net.Sockets;

namespace ActorTls.Load.Comparison.Servers;

/// <summary>
/// Unused ports of the loopback address. They lie below the ports that the kernel gives to clients: otherwise one of the many
/// connections of a measurement could take a port before the server binds it.
/// </summary>
internal sealed class FreePorts
{
    private const int First = 12_000;
    private const int Last = 30_000;

    private int _next = Random.Shared.Next(First, Last - 4000);

    /// <summary>The next one.</summary>
    public int Take()
    {
        for (; _next < Last; _next++)
        {
            if (IsFree(_next)) return _next++;
        }
        throw new InvalidOperationException($"no port up to {Last} is free");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
