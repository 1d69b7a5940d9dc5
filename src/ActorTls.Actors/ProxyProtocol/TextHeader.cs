using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorTls.ProxyProtocol;

/// <summary>Version 1: one line of text.</summary>
internal static class TextHeader
{
    /// <summary>Of the whole line, with its CRLF.</summary>
    public const int LongestLine = 107;

    private const int PrefixLength = 6;
    private const int FieldCount = 5;   // the protocol, two addresses, two ports

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>What every line begins with.</summary>
    public static ReadOnlySpan<byte> Prefix => "PROXY "u8;

    /// <summary>Reads what begins with <see cref="Prefix"/>, or with a part of it.</summary>
    public static ProxyDecoding Decode(ReadOnlySpan<byte> received)
    {
        var end = received[..Math.Min(received.Length, LongestLine)].IndexOf("\r\n"u8);
        if (end >= 0) return DecodeLine(Encoding.Latin1.GetString(received[PrefixLength..end]), end + 2);
        return received.Length < LongestLine
            ? ProxyDecoding.NeedsMore
            : ProxyDecoding.Invalid($"the PROXY line does not end within its {LongestLine} bytes");
    }

    /// <summary>The line that says as much of a header as this version can.</summary>
    public static byte[] Encode(ProxyHeader header)
    {
        if (header.Source is not { } source || header.Destination is not { } destination) return "PROXY UNKNOWN\r\n"u8.ToArray();

        var family = source.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6";
        var line = $"PROXY {family} {Text(source.Address)} {Text(destination.Address)} {source.Port} {destination.Port}\r\n";
        return Encoding.ASCII.GetBytes(line);
    }

    // .NET writes some IPv6 addresses with an IPv4 address at their end, which the specification does not have.
    private static string Text(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return address.ToString();
        var bytes = address.GetAddressBytes();
        return string.Join(':', Enumerable.Range(0, bytes.Length / 2).Select(i => $"{(bytes[2 * i] << 8) | bytes[2 * i + 1]:x}"));
    }

    private static ProxyDecoding DecodeLine(string line, int length)
    {
        var fields = line.Split(' ');
        if (fields[0] == "UNKNOWN") return ProxyDecoding.Done(ProxyHeader.Unknown, length);   // What follows is to be ignored.

        AddressFamily family;
        if (fields[0] == "TCP4") family = AddressFamily.InterNetwork;
        else if (fields[0] == "TCP6") family = AddressFamily.InterNetworkV6;
        else return ProxyDecoding.Invalid("the PROXY line names no known protocol");

        if (fields.Length != FieldCount)
            return ProxyDecoding.Invalid("the PROXY line does not have two addresses and two ports, each after one space");
        if (!TryParseAddress(fields[1], family, out var source) || !TryParseDestination(fields[2], family, out var destination))
            return ProxyDecoding.Invalid("the PROXY line has what is no address of its protocol");
        if (!TryParsePort(fields[3], out var sourcePort) || !TryParsePort(fields[4], out var destinationPort))
            return ProxyDecoding.Invalid("the PROXY line has what is no port");

        var header = ProxyHeader.Create(new IPEndPoint(source, sourcePort), new IPEndPoint(destination, destinationPort));
        return ProxyDecoding.Done(header, length);
    }

    // The parser of .NET also takes "10.1" and "010.1.2.3", zones, brackets, and IPv6 with any IPv4 address at its end. An
    // IPv4-mapped one with it is what inet_ntop writes, and HAProxy sends, though the specification has hexadecimal only.
    private static bool TryParseAddress(string text, AddressFamily family, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.AsSpan().ContainsAnyExcept(AddressCharacters)) return false;
        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != family) return false;

        var isCanonical = family == AddressFamily.InterNetwork
            ? parsed.ToString() == text
            : !text.Contains('.') || (parsed.IsIPv4MappedToIPv6 && text.EndsWith($":{parsed.MapToIPv4()}", StringComparison.Ordinal));
        if (isCanonical) address = parsed;
        return isCanonical;
    }

    // nginx names the protocol by the client's address alone. When nginx got that address from a header itself, its own address may
    // be of the other family.
    private static bool TryParseDestination(string text, AddressFamily family, [NotNullWhen(true)] out IPAddress? address) =>
        TryParseAddress(text, family, out address) ||
        TryParseAddress(text, family == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, out address);

    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) &&
        port.ToString(CultureInfo.InvariantCulture) == text;
}
