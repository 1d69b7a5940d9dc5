using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorTls.Authentication;

/// <summary>
/// A range of IP addresses in CIDR notation, or one address. Addresses of connections and of certificates are compared
/// differently: a socket shows an IPv4 peer as an IPv4-mapped IPv6 address, and the two are one. In a certificate they are
/// two: a CA's name constraint on IPv4 addresses says nothing about IPv6 ones, so a mapped address would get past it. No
/// certificate needs one, so it counts for nothing there.
/// </summary>
internal sealed class AddressPattern
{
    private const int MappedPrefix = 96;

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    private readonly IPNetwork _network;

    private AddressPattern(IPNetwork network) => _network = network;

    /// <summary>Reads a pattern of addresses of connections. An IPv4-mapped one means the IPv4 address.</summary>
    public static bool TryParseForPeers(
        string text, [NotNullWhen(true)] out AddressPattern? pattern, [NotNullWhen(false)] out string? problem) =>
        TryParse(text, true, out pattern, out problem);

    /// <summary>Reads a pattern of addresses of certificates. An IPv4-mapped one is refused: which of the two is meant?</summary>
    public static bool TryParseForCertificates(
        string text, [NotNullWhen(true)] out AddressPattern? pattern, [NotNullWhen(false)] out string? problem) =>
        TryParse(text, false, out pattern, out problem);

    /// <summary>Whether a connection's peer is at one of the addresses.</summary>
    public bool MatchesPeer(IPAddress address) =>
        _network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>Whether an address of a certificate is one of those meant. An IPv4-mapped one never is.</summary>
    public bool MatchesCertificate(IPAddress address) => !address.IsIPv4MappedToIPv6 && _network.Contains(address);

    private static bool TryParse(
        string text, bool acceptsMapped, [NotNullWhen(true)] out AddressPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        problem = "is not an IP address or a range of them";
        var slash = text.IndexOf('/');
        if (!TryParseAddress(slash < 0 ? text : text[..slash], out var address)) return false;

        var longest = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = longest;
        if (slash >= 0 && !TryParseLength(text[(slash + 1)..], longest, out length)) return false;
        if (address.IsIPv4MappedToIPv6 && length >= MappedPrefix)
        {
            problem = "is an IPv4 address in IPv6 form, which in a certificate is not that IPv4 address";
            if (!acceptsMapped) return false;
            address = address.MapToIPv4();
            length -= MappedPrefix;
        }
        problem = "has bits set behind its prefix";
        if (!HasOnlyPrefix(address.GetAddressBytes(), length)) return false;
        problem = null;
        pattern = new AddressPattern(new IPNetwork(address, length));
        return true;
    }

    // The parser of .NET also takes "10.1", "0x0a.1.2.3" and "010.1.2.3", an IPv6 zone, and brackets with a port.
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        if (text.AsSpan().ContainsAnyExcept(AddressCharacters) || !IPAddress.TryParse(text, out address))
        {
            address = null;
            return false;
        }
        return address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text;
    }

    private static bool TryParseLength(string text, int longest, out int length) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length) &&
        length <= longest && length.ToString(CultureInfo.InvariantCulture) == text;

    private static bool HasOnlyPrefix(ReadOnlySpan<byte> address, int length)
    {
        for (var bit = length; bit < address.Length * 8; bit++)
        {
            if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0) return false;
        }
        return true;
    }
}
