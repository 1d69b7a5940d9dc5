using System.Runtime.InteropServices;

namespace ActorTls.Load.Measuring;

/// <summary>Every call into the C library that the load tools make themselves. A function that fails returns -1.</summary>
internal static partial class ProcessCalls
{
    private const string Library = "libc";

    public const int SIGTERM = 15;
    public const int CLOCK_THREAD_CPUTIME_ID = 3;

    [LibraryImport(Library)] public static partial int kill(int process, int signal);
    [LibraryImport(Library)] public static partial int clock_gettime(int clock, out TimeSpec time);

    public struct TimeSpec
    {
        public CLong Seconds;
        public CLong Nanoseconds;

        /// <summary>As a duration, to 100 ns.</summary>
        public readonly TimeSpan ToTimeSpan() => TimeSpan.FromTicks(
            (Seconds.Value * TimeSpan.TicksPerSecond) + (Nanoseconds.Value / TimeSpan.NanosecondsPerTick));
    }
}
