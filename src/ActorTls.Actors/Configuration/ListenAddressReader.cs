using System.Net;
using System.Text;

namespace ActorTls.Configuration;

/// <summary>Reads <c>address</c>, <c>port</c> and <c>mode</c> of a listener, which belong together.</summary>
internal static class ListenAddressReader
{
    private const string Accepted = "an IPv4 or IPv6 address such as 127.0.0.1, 0.0.0.0 or \"::\", or \"unix:PATH\"";
    private const string UnixPrefix = "unix:";
    private const string IPv6Only = "ipv6-only";

    // struct sockaddr_un has 108 bytes, one of which ends the string.
    private const int LongestUnixPath = 107;

    public static ListenAddress Read(SettingsSection section)
    {
        var address = section.GetText("address").Value;
        var mode = ReadMode(section);
        return address.StartsWith(UnixPrefix, StringComparison.Ordinal)
            ? ReadUnix(section, address[UnixPrefix.Length..], mode)
            : ReadIp(section, address);
    }

    private static ListenAddress.Ip ReadIp(SettingsSection section, string address)
    {
        if (section.IsGivenHere("mode") && !section.IsTemplate)
            section.Error("mode", "has no meaning for an IP address; it is for unix: addresses");
        var isIPv6Only = section.GetBoolean(IPv6Only);
        var port = section.GetInteger("port", IPEndPoint.MinPort, IPEndPoint.MaxPort);
        var bare = address is ['[', .. var inner, ']'] ? inner : address;

        if (IsWrittenOut(bare) && IPAddress.TryParse(bare, out var ip)) return At(section, ip, port, isIPv6Only);
        if (address.Length > 0) section.Error("address", "is not an address to listen on", Accepted);
        return new ListenAddress.Ip(new IPEndPoint(IPAddress.None, port));
    }

    private static ListenAddress.Ip At(SettingsSection section, IPAddress ip, int port, bool isIPv6Only)
    {
        // What is written so is an IPv4 address, which the kernel does not give to an IPv6 socket.
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        var isAllOfIPv6 = ip.Equals(IPAddress.IPv6Any);
        if (!isAllOfIPv6 && section.IsGivenHere(IPv6Only) && !section.IsTemplate)
            section.Error(IPv6Only, "has no meaning for this address; it is for \"::\"");
        return new ListenAddress.Ip(new IPEndPoint(ip, port)) { IsIPv6Only = isAllOfIPv6 && isIPv6Only };
    }

    // IPAddress also takes 1, 0x7f.1, 010.0.0.1 and [::1]:80; an address that is not written out is more likely a mistake.
    internal static bool IsWrittenOut(string address)
    {
        if (!address.Contains(':', StringComparison.Ordinal))
        {
            return address.Split('.') is { Length: 4 } parts &&
                parts.All(part => part is "0" || (part.Length is > 0 and <= 3 && part[0] != '0' && part.All(char.IsAsciiDigit)));
        }
        var zone = address.IndexOf('%', StringComparison.Ordinal);
        return address[..(zone < 0 ? address.Length : zone)].All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') &&
            (zone < 0 || address[(zone + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
    }

    private static ListenAddress.Unix ReadUnix(SettingsSection section, string path, UnixFileMode mode)
    {
        _ = section.GetBoolean(IPv6Only);
        foreach (var key in new[] { "port", IPv6Only })
            if (section.IsGivenHere(key) && !section.IsTemplate) section.Error(key, "has no meaning for a unix: address");
        if (path.Length == 0 || path.Any(char.IsControl))
        {
            section.Error("address", "has no usable path after unix:", Accepted);
            return new ListenAddress.Unix("", mode);
        }
        var absolute = section.Resolve("address", path);
        if (Encoding.UTF8.GetByteCount(absolute) > LongestUnixPath)
            section.Error("address", $"is too long as a path of a socket ({absolute})", $"at most {LongestUnixPath} bytes");
        return new ListenAddress.Unix(absolute, mode);
    }

    private static UnixFileMode ReadMode(SettingsSection section)
    {
        const string AcceptedModes = "four octal digits from 0000 to 0777, such as 0660";
        var text = section.GetText("mode").Value;
        if (text.Length == 4 && text[0] == '0' && text.All(c => c is >= '0' and <= '7'))
            return (UnixFileMode)Convert.ToInt32(text, 8);
        if (text.Length > 0) section.Error("mode", "is not a file mode", AcceptedModes);
        return UnixFileMode.None;
    }
}
