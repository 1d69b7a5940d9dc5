using ActorTls.EventLoops;

namespace ActorTls.Listening;

/// <summary>
/// The file of a <c>unix:</c> socket. All descriptors of the socket share it, and the last that is closed removes it: who
/// hands the address over must not take it away from who has it then. Thread-safe.
/// </summary>
internal sealed class SocketFile(string path) : IDisposable
{
    private int _holders = 1;

    /// <summary>For one more descriptor. Only by who holds a share.</summary>
    public void Share() => Interlocked.Increment(ref _holders);

    /// <summary>Gives a share back, once each.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0) _ = LibC.unlink(path);
    }
}
