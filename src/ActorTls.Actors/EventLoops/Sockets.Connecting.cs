using System.Runtime.InteropServices;

namespace ActorTls.EventLoops;

/// <content>The calls that connect to others.</content>
internal static unsafe partial class Sockets
{
    /// <summary>
    /// Begins to connect a new non-blocking socket, which is the caller's then; -1 on failure, with the reason in
    /// <paramref name="errno"/>. <see cref="LibC.EINPROGRESS"/> is success: it is connected, or has failed, once it is writable.
    /// </summary>
    /// <param name="address">A <c>sockaddr</c>.</param>
    /// <param name="errno">0 when it is connected already.</param>
    public static int Connect(ReadOnlySpan<byte> address, out int errno)
    {
        var family = BitConverter.ToUInt16(address);
        var socket = LibC.socket(family, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        errno = socket < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (socket < 0) return -1;

        if (family != LibC.AF_UNIX) TrySetOption(socket, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1);
        fixed (byte* bytes = address)
        {
            if (LibC.connect(socket, bytes, (uint)address.Length) == 0) return socket;
        }
        errno = Marshal.GetLastPInvokeError();
        if (errno == LibC.EINPROGRESS) errno = ConnectAgain(socket, address);
        if (errno is 0 or LibC.EINPROGRESS) return socket;
        Close(socket);
        return -1;
    }

    // TCP to this machine stands when connect returns, or is refused, but only the next call says so. That saves waiting for it.
    private static int ConnectAgain(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* bytes = address)
        {
            if (LibC.connect(socket, bytes, (uint)address.Length) == 0) return 0;
        }
        var errno = Marshal.GetLastPInvokeError();
        return errno == LibC.EALREADY ? LibC.EINPROGRESS : errno;
    }

    /// <summary>The error that waits on a socket, which is cleared by this; 0 when there is none.</summary>
    public static int TakeError(int socket)
    {
        var error = 0;
        var length = (uint)sizeof(int);
        return LibC.getsockopt(socket, LibC.SOL_SOCKET, LibC.SO_ERROR, &error, &length) == 0 ? error : Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Whether a socket was connected to itself: TCP allows that when nobody listens on a port that the kernel happens to
    /// choose for the caller's own side.
    /// </summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="peer">The <c>sockaddr</c> that it was connected to.</param>
    public static bool IsConnectedToItself(int socket, ReadOnlySpan<byte> peer)
    {
        if (BitConverter.ToUInt16(peer) is not (LibC.AF_INET or LibC.AF_INET6)) return false;

        Span<byte> own = stackalloc byte[LongestAddress];
        if (GetLocalAddress(socket, own) < 8) return false;

        // struct sockaddr_in: port and address follow the family. sockaddr_in6: the flow label stands between the two.
        return BitConverter.ToUInt16(peer) == LibC.AF_INET
            ? own[..8].SequenceEqual(peer[..8])
            : own[..4].SequenceEqual(peer[..4]) && own[8..24].SequenceEqual(peer[8..24]);
    }

    /// <summary>Makes <see cref="Close"/> end the connection by a reset.</summary>
    public static void ResetOnClose(int socket)
    {
        var linger = stackalloc int[] { 1, 0 };   // struct linger: on, for no time.
        _ = LibC.setsockopt(socket, LibC.SOL_SOCKET, LibC.SO_LINGER, linger, 2 * sizeof(int));
    }
}
