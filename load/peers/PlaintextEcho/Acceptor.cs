using ActorTls.EventLoops;
using Akka.Dispatch;

namespace ActorTls.Load.Peers.Plaintext;

/// <summary>Accepts connections on one loop; all loops share the listening socket.</summary>
internal sealed class Acceptor : IIoHandler
{
    private readonly EventLoop _loop;
    private readonly int _listening;

    private Acceptor(EventLoop loop, int listening) => (_loop, _listening) = (loop, listening);

    /// <summary>Begins to accept.</summary>
    /// <param name="loop">Where the connections live.</param>
    /// <param name="listening">A non-blocking listening socket, which is the caller's.</param>
    public static void Start(EventLoop loop, int listening) => loop.Execute(new ActionRunnable(() =>
        loop.Register(listening, IoEvents.Readable | IoEvents.Exclusive, new Acceptor(loop, listening))));

    public void OnIo(IoEvents events)
    {
        Span<byte> address = stackalloc byte[Sockets.LongestAddress];
        while (Sockets.Accept(_listening, address, out _, out _) is var accepted and >= 0) EchoConnection.Start(_loop, accepted);
    }
}
