using ActorTls.EventLoops;

namespace ActorTls.Listening;

/// <summary>
/// The file of a <c>unix:</c> socket. All descriptors of the socket share it, and the last one removes it: a listener that hands its
/// address over must not remove the file of the listener that has taken it over. Thread-safe.
/// </summary>
internal sealed class SocketFile(string path) : IDisposable
{
    private int _holders = 1;

    /// <summary>Takes a share for one more descriptor. Only a holder of a share may call it.</summary>
    public void Share() => Interlocked.Increment(ref _holders);

    /// <summary>Gives one share back. The last share removes the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0) _ = LibC.unlink(path);
    }
}
