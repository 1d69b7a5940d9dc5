using System.Net;
using System.Runtime.InteropServices;
using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Files;

namespace ActorTls.Listening;

/// <summary>Explains why an address cannot be bound: the kernel's reason, and what it means for this address.</summary>
internal static class BindProblem
{
    private const string FirstUnprivilegedPort = "/proc/sys/net/ipv4/ip_unprivileged_port_start";

    /// <param name="address">The address that was to be bound.</param>
    /// <param name="errno">The <c>errno</c> of the call that failed.</param>
    public static string Describe(ListenAddress address, int errno)
    {
        var explanation = address switch
        {
            ListenAddress.Ip { EndPoint: var endPoint } => Explain(endPoint, errno),
            ListenAddress.Unix { Path: var path } => Explain(path, errno),
            _ => "",
        };
        return Marshal.GetPInvokeErrorMessage(errno) + explanation;
    }

    private static string Explain(IPEndPoint endPoint, int errno) => errno switch
    {
        LibC.EADDRINUSE => PortHolder.Find(endPoint) is { } holder ? $", by {holder}" : "",
        LibC.EACCES or LibC.EPERM when endPoint.Port > 0 =>
            $": ports below {LowestFreePort()} need CAP_NET_BIND_SERVICE (AmbientCapabilities= under systemd)",
        LibC.EADDRNOTAVAIL => ": no interface of this machine has it",
        LibC.EAFNOSUPPORT => ": this machine has no IPv6",
        LibC.EINVAL when endPoint.Address.IsIPv6LinkLocal => ": a link-local address needs its interface, such as fe80::1%eth0",
        _ => "",
    };

    private static string Explain(string path, int errno) => errno switch
    {
        LibC.EADDRINUSE => FileStatus.IsSocketAt(path) ? ": a server answers there" : ": there is a file that is no socket",
        LibC.ENOENT or LibC.ENOTDIR => $": the directory {Path.GetDirectoryName(path)} does not exist",
        LibC.EACCES or LibC.EPERM or LibC.EROFS => $": the server may make no file in {Path.GetDirectoryName(path)}",
        _ => "",
    };

    private static string LowestFreePort()
    {
        try
        {
            return File.ReadAllText(FirstUnprivilegedPort).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "1024";
        }
    }
}
