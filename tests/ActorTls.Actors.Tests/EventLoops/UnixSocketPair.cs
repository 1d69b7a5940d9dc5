using System.Net.Sockets;

namespace ActorTls.Actors.Tests.EventLoops;

/// <summary>
/// Two ends of a Unix socket. What one end does is in effect at the other when the call returns, which TCP does not promise
/// even on the loopback interface.
/// </summary>
internal sealed class UnixSocketPair : IDisposable
{
    public UnixSocketPair()
    {
        var address = new UnixDomainSocketEndPoint($"\0actor-tls-{Guid.NewGuid()}");   // An abstract one: no file.
        using var listener = Create();
        listener.Bind(address);
        listener.Listen();
        Far = Create();
        Far.Connect(address);
        Near = listener.Accept();
        Near.Blocking = Far.Blocking = false;
    }

    /// <summary>The end that a loop watches.</summary>
    public Socket Near { get; }

    public Socket Far { get; }

    public int Descriptor => (int)Near.Handle;

    /// <summary>Receives whatever has come.</summary>
    public static void Empty(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        while (socket.Receive(buffer, SocketFlags.None, out _) > 0) { }
    }

    /// <summary>Sends until nothing more is taken.</summary>
    public static void Fill(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        while (socket.Send(buffer, SocketFlags.None, out _) > 0) { }
    }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }

    private static Socket Create() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
