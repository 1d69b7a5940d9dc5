using ActorTls.EventLoops;
using EventLoopSockets = ActorTls.EventLoops.Sockets;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>A loop that never runs: it notes what a socket is to be watched for.</summary>
internal sealed class RecordingLoop : IEventLoop
{
    private readonly byte[] _scratch = new byte[64 * 1024];
    private int _descriptor = -1;

    /// <summary>What the socket is watched for, and each change of it.</summary>
    public List<(IoEvents Interest, bool IsCostly)> Interests { get; } = [];

    public int TurnsAskedFor { get; private set; }

    public bool HasNoMemory { get; init; }

    public int Index => 0;

    public long Now => 0;

    public Span<byte> Scratch => _scratch;

    public IoRegistration Register(int descriptor, IoEvents interest, IIoHandler handler, bool isCostly)
    {
        if (HasNoMemory) throw new IOException("epoll_ctl: no memory");
        _descriptor = descriptor;
        Interests.Add((interest, isCostly));
        return new IoRegistration(0, 1);
    }

    public void Modify(IoRegistration registration, IoEvents interest, bool isCostly) => Interests.Add((interest, isCostly));

    public void Unregister(IoRegistration registration) => _descriptor = -1;

    public void Close(IoRegistration registration) => EventLoopSockets.Close(_descriptor);

    public void RequestTurn(IoRegistration registration) => TurnsAskedFor++;
}
