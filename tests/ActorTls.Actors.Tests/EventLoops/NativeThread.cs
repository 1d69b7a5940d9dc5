using System.Runtime.InteropServices;

namespace ActorTls.Actors.Tests.EventLoops;

/// <summary>What tests need to know of the threads of loops.</summary>
internal static partial class NativeThread
{
    public const int SIGCONT = 18;
    private const int CLOCK_THREAD_CPUTIME_ID = 3;

    [LibraryImport("libc")]
    public static partial int gettid();

    [LibraryImport("libc")]
    public static partial int tgkill(int process, int thread, int signal);

    [LibraryImport("libc")]
    private static unsafe partial int clock_gettime(int clock, long* time);

    /// <summary>The processor time of the calling thread.</summary>
    public static unsafe TimeSpan CpuTime()
    {
        var time = stackalloc long[2];
        Assert.Equal(0, clock_gettime(CLOCK_THREAD_CPUTIME_ID, time));
        return TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1000.0);
    }
}
