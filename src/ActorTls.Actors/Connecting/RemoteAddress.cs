using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Connecting;

/// <summary>Where a service connects to, as configured.</summary>
internal abstract record RemoteAddress
{
    /// <summary>What <see cref="TryParse"/> takes.</summary>
    public const string Accepted = "an address with a port such as 127.0.0.1:8080, \"[::1]:8080\" or \"db.internal:5432\", or \"unix:PATH\"";

    private const string UnixPrefix = "unix:";

    // struct sockaddr_un has 108 bytes, one of which ends the string.
    private const int LongestUnixPath = 107;

    private RemoteAddress() { }

    /// <summary>Whether what is sent there stays on this machine. Where a host name leads is looked at again when connecting.</summary>
    public abstract bool IsLocal { get; }

    /// <summary>The name or address that a certificate must have; null where there is none.</summary>
    public abstract string? Host { get; }

    /// <summary>An IPv4 or IPv6 address.</summary>
    public sealed record Ip(IPEndPoint EndPoint) : RemoteAddress
    {
        public override bool IsLocal => IsLoopback(EndPoint.Address);

        public override string Host => new IPAddress(EndPoint.Address.GetAddressBytes()).ToString();   // Without a zone.

        public override string ToString() => EndPoint.ToString();
    }

    /// <summary>A host name, in lower case.</summary>
    public sealed record Named(string Name, int Port) : RemoteAddress
    {
        public override bool IsLocal => Name == "localhost";

        public override string Host => Name;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Port}");
    }

    /// <summary>A Unix domain socket, by its absolute path.</summary>
    public sealed record Unix(string Path) : RemoteAddress
    {
        public override bool IsLocal => true;

        public override string? Host => null;

        public override string ToString() => UnixPrefix + Path;
    }

    /// <summary>Whether an address is of this machine alone; one that is mapped into IPv6 as well.</summary>
    public static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>Reads an address. Null with what is wrong with it otherwise.</summary>
    /// <param name="text">As written.</param>
    /// <param name="resolvePath">Makes a path absolute.</param>
    /// <param name="problem">Empty on success.</param>
    public static RemoteAddress? TryParse(string text, Func<string, string> resolvePath, out string problem)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal)) return ParseUnix(text[UnixPrefix.Length..], resolvePath, out problem);

        problem = "is not an address to connect to";
        var colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            problem = "has no port";
            return null;
        }
        var (host, digits) = (text[..colon], text[(colon + 1)..]);
        if (!digits.All(char.IsAsciiDigit) || !ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            problem = host.Contains(':', StringComparison.Ordinal) && !host.EndsWith(']')
                ? "is an IPv6 address without brackets, or has no port" : "has no port from 1 to 65535";
            return null;
        }
        return ParseHost(host, port, ref problem);
    }

    private static RemoteAddress? ParseHost(string host, int port, ref string problem)
    {
        var isBracketed = host is ['[', .., ']'];
        var bare = isBracketed ? host[1..^1] : host;
        if (bare.Contains(':', StringComparison.Ordinal) != isBracketed)
        {
            if (!isBracketed) problem = "is an IPv6 address without brackets";
            return null;
        }
        if (ListenAddressReader.IsWrittenOut(bare) && IPAddress.TryParse(bare, out var ip))
        {
            if (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            {
                problem = "is an address to listen on, and none to connect to";
                return null;
            }
            problem = "";
            return new Ip(new IPEndPoint(ip, port));
        }
        if (isBracketed || ServerNamePattern.Parse(bare) is not { } name || name[0] == '*' || EndsInHexNumber(name)) return null;
        problem = "";
        return new Named(name, port);
    }

    // Resolvers take 0x7f000001 for an address.
    private static bool EndsInHexNumber(string name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        return last.StartsWith("0x", StringComparison.Ordinal) && last[2..].All(char.IsAsciiHexDigit);
    }

    private static Unix? ParseUnix(string path, Func<string, string> resolvePath, out string problem)
    {
        if (path.Length == 0 || path.Any(char.IsControl))
        {
            problem = "has no usable path after unix:";
            return null;
        }
        var absolute = resolvePath(path);
        problem = Encoding.UTF8.GetByteCount(absolute) > LongestUnixPath
            ? $"is too long as a path of a socket ({absolute}): at most {LongestUnixPath} bytes" : "";
        return problem.Length == 0 ? new Unix(absolute) : null;
    }
}
