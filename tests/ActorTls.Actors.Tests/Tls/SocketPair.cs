using System.Net;
using System.Net.Sockets;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Two connected, non-blocking TCP sockets on the loopback.</summary>
internal sealed class SocketPair : IDisposable
{
    internal SocketPair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Client.Connect(listener.LocalEndPoint!);
        Server = listener.Accept();
        foreach (var socket in (Socket[])[Client, Server])
        {
            socket.NoDelay = true;
            socket.Blocking = false;
        }
    }

    internal Socket Client { get; }

    internal Socket Server { get; }

    internal int ClientDescriptor => (int)Client.Handle;

    internal int ServerDescriptor => (int)Server.Handle;

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
