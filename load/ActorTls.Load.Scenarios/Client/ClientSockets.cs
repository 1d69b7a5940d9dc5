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
        var socket = ClientCalls.socket(family, ClientCalls.SOCK_STREAM | ClientCalls.SOCK_NONBLOCK | ClientCalls.SOCK_CLOEXEC, 0);
        error = 0;
        if (socket >= 0)
        {
            SetOption(socket, ClientCalls.IPPROTO_TCP, ClientCalls.TCP_NODELAY, 1);
            if (receiveBuffer > 0) SetOption(socket, ClientCalls.SOL_SOCKET, ClientCalls.SO_RCVBUF, receiveBuffer);
            if (TryBind(socket, source) && TryConnect(socket, address)) return socket;
        }
        error = Marshal.GetLastPInvokeError();
        if (socket >= 0) _ = ClientCalls.close(socket);
        return -1;
    }

    /// <summary>What an <c>errno</c> of a socket means for the client.</summary>
    public static LoadFailure FailureOf(int error)
    {
        var kind = error switch
        {
            ClientCalls.ECONNREFUSED => FailureKind.Refused,
            ClientCalls.ECONNRESET or ClientCalls.EPIPE => FailureKind.Reset,
            ClientCalls.ETIMEDOUT => FailureKind.Timeout,
            ClientCalls.ENETUNREACH or ClientCalls.EHOSTUNREACH => FailureKind.Unreachable,
            ClientCalls.EADDRNOTAVAIL or ClientCalls.EADDRINUSE => FailureKind.NoLocalPort,
            ClientCalls.EMFILE or ClientCalls.ENFILE => FailureKind.NoDescriptor,
            _ => FailureKind.Internal,
        };
        return new LoadFailure(kind, Marshal.GetPInvokeErrorMessage(error));
    }

    private static bool TryBind(int socket, byte[]? source)
    {
        if (source is null) return true;
        // Else bind would choose the port, without knowing the destination, and so find far fewer free ones.
        SetOption(socket, ClientCalls.IPPROTO_IP, ClientCalls.IP_BIND_ADDRESS_NO_PORT, 1);
        fixed (byte* address = source) return ClientCalls.bind(socket, address, (uint)source.Length) == 0;
    }

    private static bool TryConnect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* bytes = address)
        {
            return ClientCalls.connect(socket, bytes, (uint)address.Length) == 0 ||
                Marshal.GetLastPInvokeError() is ClientCalls.EINPROGRESS or ClientCalls.EINTR;
        }
    }

    private static void SetOption(int socket, int level, int option, int value) =>
        _ = ClientCalls.setsockopt(socket, level, option, &value, sizeof(int));
}
