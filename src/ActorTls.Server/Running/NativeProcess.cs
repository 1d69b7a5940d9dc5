using System.Runtime.InteropServices;

namespace ActorTls.Server.Running;

/// <summary>
/// What a process inherits from its parent and .NET has no method for: the handling of signals, the open descriptors, and how many
/// there may be. Numbers are those of Linux on x64 and arm64.
/// </summary>
internal static unsafe partial class NativeProcess
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGTERM = 15;
    public const int SIGXFSZ = 25;

    public const int EINTR = 4;
    public const int EAGAIN = 11;

    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;
    private const int SIG_UNBLOCK = 1;
    private const int F_GETFD = 1;
    private const int FD_CLOEXEC = 1;
    private const int O_RDWR = 2;
    private const int RLIMIT_NOFILE = 7;
    private const short POLLOUT = 4;

    // More than struct sigaction and sigset_t take with any C library.
    private const int LargestStructure = 512;

    /// <summary>Whether a signal is ignored.</summary>
    public static bool IsIgnored(int signal)
    {
        // The first member is the handler, on both processors and with every C library.
        var action = stackalloc nint[LargestStructure / sizeof(nint)];
        return sigaction(signal, null, action) == 0 && action[0] == SIG_IGN;
    }

    /// <summary>Gives a signal its usual effect.</summary>
    public static void UseDefault(int number) => _ = signal(number, SIG_DFL);

    /// <summary>Ignores a signal.</summary>
    public static void Ignore(int number) => _ = signal(number, SIG_IGN);

    /// <summary>Takes signals out of the mask of the calling thread, which then gets them when every other thread blocks them.</summary>
    public static void Unblock(params ReadOnlySpan<int> signals)
    {
        // sigset_t is a bit for each signal, from 1, in longs; Linux has 64.
        var set = stackalloc ulong[LargestStructure / sizeof(ulong)];
        new Span<ulong>(set, LargestStructure / sizeof(ulong)).Clear();
        foreach (var number in signals) set[0] |= 1UL << (number - 1);
        _ = pthread_sigmask(SIG_UNBLOCK, set, null);
    }

    /// <summary>Sends this process a signal.</summary>
    public static void Raise(int number) => _ = kill(getpid(), number);

    /// <summary>Whether a descriptor was open when the process began: what the runtime opens is closed on exec, that cannot have been.</summary>
    public static bool IsInherited(int descriptor) => fcntl(descriptor, F_GETFD, 0) is >= 0 and var flags && (flags & FD_CLOEXEC) == 0;

    /// <summary>Whether a descriptor is open.</summary>
    public static bool IsOpen(int descriptor) => fcntl(descriptor, F_GETFD, 0) >= 0;

    /// <summary>Opens <c>/dev/null</c>, which takes the lowest number that is free.</summary>
    public static void OpenNull() => _ = open("/dev/null", O_RDWR, 0);

    /// <summary>How many descriptors the process may have; more than enough where that is not known.</summary>
    public static ulong DescriptorLimit()
    {
        var limits = stackalloc ulong[2];
        return getrlimit(RLIMIT_NOFILE, limits) == 0 ? limits[0] : ulong.MaxValue;
    }

    /// <summary>Writes what can be written at once: the number of bytes, or -1 with <paramref name="errno"/>.</summary>
    public static int Write(int descriptor, ReadOnlySpan<byte> bytes, out int errno)
    {
        fixed (byte* start = bytes)
        {
            var count = (int)write(descriptor, start, (nuint)bytes.Length);
            errno = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return count;
        }
    }

    /// <summary>Waits until a descriptor takes bytes again, or never will.</summary>
    public static void WaitUntilWritable(int descriptor)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = POLLOUT };
        _ = NativeProcess.poll(&poll, 1, -1);
    }

    [LibraryImport("libc")]
    private static partial int sigaction(int signal, void* action, void* oldAction);

    [LibraryImport("libc")]
    private static partial nint signal(int signal, nint handler);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, void* set, void* oldSet);

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc")]
    private static partial int getpid();

    // Variadic in C; with integer arguments the calling convention of Linux on x64 and arm64 is the same.
    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, void* limits);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc")]
    private static partial int poll(void* descriptors, nuint count, int timeout);

    // struct pollfd
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
