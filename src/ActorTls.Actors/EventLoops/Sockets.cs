using System.Runtime.InteropServices;

namespace ActorTls.EventLoops;

/// <summary>The calls on connected and listening sockets that event loops make. None blocks on a non-blocking socket.</summary>
internal static unsafe partial class Sockets
{
    /// <summary>Room for any address that the kernel gives: a <c>sockaddr_storage</c>.</summary>
    public const int LongestAddress = 128;

    /// <summary>
    /// Accepts a connection as a non-blocking descriptor, which is the caller's; -1 on failure, with the reason in
    /// <paramref name="errno"/>.
    /// </summary>
    /// <param name="listening">A listening socket.</param>
    /// <param name="address">At least <see cref="LongestAddress"/> bytes; receives the peer's <c>sockaddr</c>.</param>
    /// <param name="addressLength">How much of it was filled.</param>
    /// <param name="errno">0 on success.</param>
    public static int Accept(int listening, Span<byte> address, out int addressLength, out int errno)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(address.Length, LongestAddress);
        var length = (uint)address.Length;
        fixed (byte* bytes = address)
        {
            var accepted = LibC.accept4(listening, bytes, &length, LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC);
            errno = accepted < 0 ? Marshal.GetLastPInvokeError() : 0;
            addressLength = accepted < 0 ? 0 : (int)Math.Min(length, (uint)address.Length);
            return accepted;
        }
    }

    /// <summary>Receives bytes: their number, 0 at the end of the stream, -1 with <paramref name="errno"/>.</summary>
    public static int Receive(int socket, Span<byte> destination, out int errno)
    {
        fixed (byte* bytes = destination)
        {
            var count = (int)LibC.read(socket, bytes, (nuint)destination.Length);
            errno = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return count;
        }
    }

    /// <summary>As <see cref="Receive"/>, but what is received stays there to be received again.</summary>
    public static int Peek(int socket, Span<byte> destination, out int errno)
    {
        fixed (byte* bytes = destination)
        {
            var count = (int)LibC.recv(socket, bytes, (nuint)destination.Length, LibC.MSG_PEEK);
            errno = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return count;
        }
    }

    /// <summary>Writes the <c>sockaddr</c> that a socket is bound to, and returns how much was filled; 0 on failure.</summary>
    public static int GetLocalAddress(int socket, Span<byte> address)
    {
        var length = (uint)address.Length;
        fixed (byte* bytes = address)
            return LibC.getsockname(socket, bytes, &length) == 0 ? (int)Math.Min(length, (uint)address.Length) : 0;
    }

    /// <summary>
    /// Sends bytes: their number, at least 1 of a source that is not empty; -1 with <paramref name="errno"/>. A peer that is
    /// gone is an error and no signal.
    /// </summary>
    public static int Send(int socket, ReadOnlySpan<byte> source, out int errno) => Send(socket, source, moreFollows: false, out errno);

    /// <summary>As above, for bytes that may wait in the kernel for more to leave with them.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="source">What to send.</param>
    /// <param name="moreFollows">Something is sent right afterwards, if only the end; without it these bytes leave a fifth of a second later.</param>
    /// <param name="errno">0 on success.</param>
    public static int Send(int socket, ReadOnlySpan<byte> source, bool moreFollows, out int errno)
    {
        fixed (byte* bytes = source)
        {
            var flags = LibC.MSG_NOSIGNAL | (moreFollows ? LibC.MSG_MORE : 0);
            var count = (int)LibC.send(socket, bytes, (nuint)source.Length, flags);
            errno = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return count;
        }
    }

    /// <summary>
    /// How many of the bytes that were sent the peer's TCP has not taken yet: a reset would drop them. 0 for a Unix domain
    /// socket, whose peer keeps what was sent, and for a connection that is no more.
    /// </summary>
    public static int Unacknowledged(int socket)
    {
        int count;
        if (LibC.ioctl(socket, LibC.SIOCOUTQ, &count) != 0 || count == 0) return 0;

        // After a reset the count stays as it was. A socket that is not TCP does not know this option.
        byte state;   // The first field of struct tcp_info.
        var length = (uint)sizeof(byte);
        return LibC.getsockopt(socket, LibC.IPPROTO_TCP, LibC.TCP_INFO, &state, &length) == 0 && state != LibC.TCP_CLOSE ? count : 0;
    }

    /// <summary>Sends FIN after the bytes that were sent. It is no error when the peer is gone already.</summary>
    public static void ShutdownWrite(int socket) => _ = LibC.shutdown(socket, LibC.SHUT_WR);

    /// <summary>Closes a descriptor. Its number may be another's at once.</summary>
    public static void Close(int descriptor) => _ = LibC.close(descriptor);

    /// <summary>Sets the idle time before the first keepalive probe of a TCP socket; false when the kernel refuses it.</summary>
    /// <param name="socket">A TCP socket, connected or not.</param>
    /// <param name="idle">1 s to 32767 s, rounded up to seconds; null = no probes.</param>
    public static bool TrySetKeepAlive(int socket, TimeSpan? idle)
    {
        const int longest = 32767;   // The kernel's limit.
        if (!TrySetOption(socket, LibC.SOL_SOCKET, LibC.SO_KEEPALIVE, idle is null ? 0 : 1)) return false;
        if (idle is not { } time) return true;
        return TrySetOption(
            socket, LibC.IPPROTO_TCP, LibC.TCP_KEEPIDLE, (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, longest));
    }

    /// <summary>Sets an integer option; false when the kernel refuses it.</summary>
    public static bool TrySetOption(int socket, int level, int option, int value) =>
        LibC.setsockopt(socket, level, option, &value, sizeof(int)) == 0;
}
