using ActorTls.EventLoops;

namespace ActorTls.Load.Peers.Plaintext;

/// <summary>
/// Sends back what comes in. What the client does not take is kept, and nothing more is read until it is gone. Owns its
/// socket; used by one loop.
/// </summary>
internal sealed class EchoConnection : IIoHandler
{
    private const int Again = 11;

    private readonly EventLoop _loop;
    private readonly int _socket;
    private IoRegistration _registration;
    private byte[]? _unsent;
    private int _unsentStart;

    private EchoConnection(EventLoop loop, int socket) => (_loop, _socket) = (loop, socket);

    /// <summary>Takes a connected socket over.</summary>
    public static void Start(EventLoop loop, int socket)
    {
        const int tcp = 6;
        const int noDelay = 1;
        Sockets.TrySetOption(socket, tcp, noDelay, 1);
        var connection = new EchoConnection(loop, socket);
        connection._registration = loop.Register(socket, IoEvents.Readable, connection);
    }

    public void OnIo(IoEvents events)
    {
        if (_unsent is not null)
        {
            SendUnsent();
            return;
        }
        var count = Sockets.Receive(_socket, _loop.Scratch, out var error);
        if (count > 0) Send(_loop.Scratch[..count]);
        else if (count == 0 || error != Again) Close();
    }

    private void Send(ReadOnlySpan<byte> data)
    {
        var sent = Sockets.Send(_socket, data, out var error);
        if (sent == data.Length) return;
        if (sent < 0 && error != Again)
        {
            Close();
            return;
        }
        (_unsent, _unsentStart) = (data[Math.Max(sent, 0)..].ToArray(), 0);
        _loop.Modify(_registration, IoEvents.Writable);
    }

    private void SendUnsent()
    {
        var sent = Sockets.Send(_socket, _unsent.AsSpan(_unsentStart), out var error);
        if (sent < 0 && error != Again)
        {
            Close();
            return;
        }
        _unsentStart += Math.Max(sent, 0);
        if (_unsentStart < _unsent!.Length) return;
        _unsent = null;
        _loop.Modify(_registration, IoEvents.Readable);
    }

    private void Close()
    {
        _loop.Unregister(_registration);
        Sockets.Close(_socket);
    }
}
