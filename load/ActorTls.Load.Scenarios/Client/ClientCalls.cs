using System.Runtime.InteropServices;

namespace ActorTls.Load.Scenarios.Client;

/// <summary>
/// Every call into the C library that the load client makes itself; waiting for sockets is the event loop's. A function
/// that fails returns -1 and leaves its reason in <see cref="Marshal.GetLastPInvokeError"/>.
/// </summary>
internal static unsafe partial class ClientCalls
{
    private const string Library = "libc";

    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EPIPE = 32;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int ENETUNREACH = 101;
    public const int ECONNRESET = 104;
    public const int ETIMEDOUT = 110;
    public const int ECONNREFUSED = 111;
    public const int EHOSTUNREACH = 113;
    public const int EINPROGRESS = 115;

    public const int SOCK_STREAM = 1;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOL_SOCKET = 1;
    public const int SO_RCVBUF = 8;
    public const int IPPROTO_IP = 0;
    public const int IP_BIND_ADDRESS_NO_PORT = 24;
    public const int IPPROTO_TCP = 6;
    public const int TCP_NODELAY = 1;

    public const int CLOCK_MONOTONIC = 1;
    public const int TFD_NONBLOCK = 0x800;
    public const int TFD_CLOEXEC = 0x80000;
    public const int TFD_TIMER_ABSTIME = 1;

    public const int RLIMIT_NOFILE = 7;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(int socket, byte* address, uint addressLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(int socket, byte* address, uint addressLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(int socket, int level, int option, void* value, uint valueLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(int descriptor, void* buffer, nuint count);

    /// <summary>Whatever it returns, the descriptor is closed.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int timerfd_create(int clock, int flags);

    /// <param name="timer">The timer's descriptor.</param>
    /// <param name="flags"><see cref="TFD_TIMER_ABSTIME"/>.</param>
    /// <param name="value">An <c>itimerspec</c>: interval and first expiry, each in seconds and nanoseconds.</param>
    /// <param name="old">Receives the former setting; may be null.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int timerfd_settime(int timer, int flags, long* value, long* old);

    /// <param name="resource"><see cref="RLIMIT_NOFILE"/>.</param>
    /// <param name="limits">Receives the soft and the hard limit.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int getrlimit(int resource, ulong* limits);
}
