using System.Runtime.InteropServices;

namespace ActorTls.Server.Running;

/// <summary>
/// Gives pages of the native heap back to the system. OpenSSL allocates there, and each handshake leaves free memory
/// between what stays; glibc keeps it for the next handshakes, which after a storm may not come for long. It is a decision
/// for a whole process, so it is the executable's and not the library's. Once 5,500 connections had come and gone, 108 MiB
/// stayed resident instead of 207. A trim took 0.1 to 2.5 ms in a heap of 100 MiB,
/// on a thread of the pool.
/// </summary>
internal sealed partial class NativeHeap : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Timer? _timer;

    /// <summary>Begins to trim. Does nothing where the C library is not glibc.</summary>
    public NativeHeap()
    {
        if (!NativeLibrary.TryLoad("libc.so.6", out var libc) || !NativeLibrary.TryGetExport(libc, "malloc_trim", out _)) return;
        _timer = new Timer(_ => _ = malloc_trim(0), null, Interval, Interval);
    }

    public void Dispose() => _timer?.Dispose();

    [LibraryImport("libc.so.6")]
    private static partial int malloc_trim(nuint keep);
}
