using System.Net;
using System.Net.Sockets;

namespace ActorTls.Connecting;

/// <summary>One address to connect to, in the kernel's form.</summary>
/// <param name="Bytes">A <c>sockaddr</c>.</param>
/// <param name="Name">For messages.</param>
/// <param name="IsLocal">Whether what is sent there stays on this machine.</param>
internal sealed record SocketTarget(byte[] Bytes, string Name, bool IsLocal)
{
    public static SocketTarget Of(EndPoint endPoint)
    {
        var address = endPoint.Serialize();
        var isLocal = endPoint is not IPEndPoint ip || RemoteAddress.IsLoopback(ip.Address);
        var name = endPoint is UnixDomainSocketEndPoint unix ? $"unix:{unix}" : endPoint.ToString()!;
        return new SocketTarget(address.Buffer[..address.Size].ToArray(), name, isLocal);
    }
}
