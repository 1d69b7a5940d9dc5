using System.Runtime.InteropServices;

namespace ActorTls.EventLoops;

/// <summary>
/// The calls of the C library on descriptors and sockets. Names and values are those of the headers of Linux on x64 and
/// arm64, which agree in all that is used here except the layout of <c>epoll_event</c> (see <see cref="Epoll"/>).
/// A function that fails returns -1 and leaves its reason in <see cref="Marshal.GetLastPInvokeError"/>.
/// </summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EBADF = 9;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EFAULT = 14;
    public const int ENOTDIR = 20;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EROFS = 30;
    public const int EPIPE = 32;
    public const int EPROTO = 71;
    public const int ENOTSOCK = 88;
    public const int EAFNOSUPPORT = 97;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int ECONNABORTED = 103;
    public const int ENOBUFS = 105;
    public const int ENOTCONN = 107;
    public const int ECONNREFUSED = 111;
    public const int EHOSTUNREACH = 113;
    public const int EALREADY = 114;
    public const int EINPROGRESS = 115;

    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;
    public const uint EPOLLIN = 0x001;
    public const uint EPOLLOUT = 0x004;
    public const uint EPOLLERR = 0x008;
    public const uint EPOLLHUP = 0x010;
    public const uint EPOLLEXCLUSIVE = 1u << 28;
    public const uint EPOLLET = 1u << 31;
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int SOCK_STREAM = 1;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOL_SOCKET = 1;
    public const int SO_REUSEADDR = 2;
    public const int SO_ERROR = 4;
    public const int SO_KEEPALIVE = 9;
    public const int SO_LINGER = 13;
    public const int IPPROTO_TCP = 6;
    public const int IPPROTO_IPV6 = 41;
    public const int IPV6_V6ONLY = 26;
    public const int TCP_NODELAY = 1;
    public const int TCP_KEEPIDLE = 4;
    public const int TCP_KEEPINTVL = 5;
    public const int TCP_KEEPCNT = 6;
    public const int TCP_INFO = 11;
    public const int TCP_USER_TIMEOUT = 18;
    public const byte TCP_CLOSE = 7;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int SHUT_WR = 1;
    public const int SHUT_RDWR = 2;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int MSG_PEEK = 0x2;
    public const int MSG_MORE = 0x8000;

    public const nuint SIOCOUTQ = 0x5411;

    [LibraryImport(Library, SetLastError = true)]
    public static partial EpollHandle epoll_create1(int flags);

    /// <param name="epoll">The set.</param>
    /// <param name="operation">One of the <c>EPOLL_CTL_</c> constants.</param>
    /// <param name="descriptor">What is added, changed or removed.</param>
    /// <param name="epollEvent">An <c>epoll_event</c> in the layout of this processor; ignored by <c>EPOLL_CTL_DEL</c>.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_ctl(EpollHandle epoll, int operation, int descriptor, byte* epollEvent);

    /// <param name="epoll">The set.</param>
    /// <param name="events">Receives <c>epoll_event</c>s in the layout of this processor.</param>
    /// <param name="maxEvents">How many fit.</param>
    /// <param name="timeout">Milliseconds; 0 = do not wait, -1 = wait for ever.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_wait(EpollHandle epoll, byte* events, int maxEvents, int timeout);

    [LibraryImport(Library, SetLastError = true)]
    public static partial EventFdHandle eventfd(uint initialValue, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(EventFdHandle descriptor, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(int descriptor, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(int descriptor, void* buffer, nuint count);

    /// <param name="socket">A connected socket.</param>
    /// <param name="buffer">What to send.</param>
    /// <param name="count">How many bytes.</param>
    /// <param name="flags"><see cref="MSG_NOSIGNAL"/>, <see cref="MSG_MORE"/>.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint send(int socket, void* buffer, nuint count, int flags);

    /// <param name="socket">A connected socket.</param>
    /// <param name="buffer">Receives bytes.</param>
    /// <param name="count">How many there is room for.</param>
    /// <param name="flags"><see cref="MSG_PEEK"/>.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recv(int socket, void* buffer, nuint count, int flags);

    /// <summary>Whatever it returns, the descriptor is closed: it must not be tried again on <see cref="EINTR"/>.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(int socket, byte* address, uint addressLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int listen(int socket, int backlog);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(int socket, byte* address, uint addressLength);

    /// <param name="socket">A listening socket.</param>
    /// <param name="address">Receives the peer's <c>sockaddr</c>; may be null.</param>
    /// <param name="addressLength">In: room in bytes. Out: length of the address, even where it was cut.</param>
    /// <param name="flags"><see cref="SOCK_NONBLOCK"/> and <see cref="SOCK_CLOEXEC"/>.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int accept4(int socket, byte* address, uint* addressLength, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(int socket, int level, int option, void* value, uint valueLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(int socket, int level, int option, void* value, uint* valueLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockname(int socket, byte* address, uint* addressLength);

    /// <param name="descriptor">Any.</param>
    /// <param name="command"><see cref="F_DUPFD_CLOEXEC"/>: another descriptor of the same, closed on exec.</param>
    /// <param name="argument">The lowest number that the other one may have.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fcntl(int descriptor, int command, int argument);

    /// <param name="descriptor">A connected socket.</param>
    /// <param name="request"><see cref="SIOCOUTQ"/>: how many bytes the other side has not acknowledged.</param>
    /// <param name="value">Receives the answer.</param>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(int descriptor, nuint request, int* value);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int shutdown(int socket, int how);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int chmod(string path, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlink(string path);

    /// <summary>The failure of the last call on this thread, as an exception that names the call and the reason.</summary>
    public static IOException Failure(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})");
    }
}
