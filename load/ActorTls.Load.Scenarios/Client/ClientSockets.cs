using System.Net;
using System.Runtime.InteropServices;

namespace ActorTls.Load.Scenarios.Client;

/// <summary>The calls on client sockets, which never block.</summary>
internal static unsafe class ClientSockets
{
    /// <summary>Begins to connect: the descriptor, which is the caller's, or -1 with the reason in <paramref name="error"/>.</summary>
    /// <param name="endPoint">Whereto.</param>
    /// <param name="source">The <c>sockaddr</c> to come from, with port 0; null = the kernel's choice.</param>
    /// <param name="receiveBuffer">SO_RCVBUF in bytes; 0 = as it is.</param>
    /// <param name="error">An <c>errno</c>.</param>
    public static int Connect(IPEndPoint endPoint, byte[]? source, int receiveBuffer, out int error)
    {
        var serialized = endPoint.Serialize();
        ReadOnlySpan<byte> address = serialized.Buffer.Span[..serialized.Size];
        var family = BitConverter.ToUInt16(address);
        var socket = LibC.socket(family, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        error = 0;
        if (socket >= 0)
        {
            SetOption(socket, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1);
            if (receiveBuffer > 0) SetOption(socket, LibC.SOL_SOCKET, LibC.SO_RCVBUF, receiveBuffer);
            if (TryBind(socket, source) && TryConnect(socket, address)) return socket;
        }
        error = Marshal.GetLastPInvokeError();
        if (socket >= 0) _ = LibC.close(socket);
        return -1;
    }

    /// <summary>What an <c>errno</c> of a socket means for the client.</summary>
    public static LoadFailure FailureOf(int error)
    {
        var kind = error switch
        {
            LibC.ECONNREFUSED => FailureKind.Refused,
            LibC.ECONNRESET or LibC.EPIPE => FailureKind.Reset,
            LibC.ETIMEDOUT => FailureKind.Timeout,
            LibC.ENETUNREACH or LibC.EHOSTUNREACH => FailureKind.Unreachable,
            LibC.EADDRNOTAVAIL or LibC.EADDRINUSE => FailureKind.NoLocalPort,
            LibC.EMFILE or LibC.ENFILE => FailureKind.NoDescriptor,
            _ => FailureKind.Internal,
        };
        return new LoadFailure(kind, Marshal.GetPInvokeErrorMessage(error));
    }

    private static bool TryBind(int socket, byte[]? source)
    {
        if (source is null) return true;
        // Else bind would choose the port, without knowing the destination, and so find far fewer free ones.
        SetOption(socket, LibC.IPPROTO_IP, LibC.IP_BIND_ADDRESS_NO_PORT, 1);
        fixed (byte* address = source) return LibC.bind(socket, address, (uint)source.Length) == 0;
    }

    private static bool TryConnect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* bytes = address)
        {
            return LibC.connect(socket, bytes, (uint)address.Length) == 0 ||
                Marshal.GetLastPInvokeError() is LibC.EINPROGRESS or LibC.EINTR;
        }
    }

    private static void SetOption(int socket, int level, int option, int value) =>
        _ = LibC.setsockopt(socket, level, option, &value, sizeof(int));
}
