using System.Net;
using System.Net.Sockets;

namespace ActorTls.Connections;

/// <summary>
/// The address of a peer, kept small: it is held for as long as the connection, and turned into text once, when the
/// connection's end is logged.
/// </summary>
internal readonly record struct PeerAddress
{
    private readonly UInt128 _address;
    private readonly ushort _port;
    private readonly AddressFamily _family;

    private PeerAddress(AddressFamily family, UInt128 address, ushort port) =>
        (_family, _address, _port) = (family, address, port);

    /// <summary>A peer without an address of its own, at the other end of a Unix domain socket.</summary>
    public static PeerAddress Unix => new(AddressFamily.Unix, 0, 0);

    /// <summary>Reads the kernel's <c>sockaddr</c>. An IPv4 address mapped into IPv6 becomes the IPv4 address.</summary>
    public static PeerAddress FromSocketAddress(ReadOnlySpan<byte> address)
    {
        const int inet = 2, inet6 = 10;   // AF_INET, AF_INET6; in the machine's byte order, which is little-endian.
        var family = address.Length < 8 ? 0 : address[0] | (address[1] << 8);
        var port = family is inet or inet6 ? (ushort)((address[2] << 8) | address[3]) : (ushort)0;

        if (family == inet) return new(AddressFamily.InterNetwork, ReadBigEndian(address.Slice(4, 4)), port);
        if (family != inet6 || address.Length < 24) return Unix;

        var value = ReadBigEndian(address.Slice(8, 16));
        return value >> 32 == 0xffff
            ? new(AddressFamily.InterNetwork, (uint)value, port)
            : new(AddressFamily.InterNetworkV6, value, port);
    }

    /// <summary>An address and port as somebody wrote them. An IPv4 address mapped into IPv6 becomes the IPv4 address.</summary>
    public static PeerAddress FromEndPoint(IPEndPoint endPoint)
    {
        Span<byte> bytes = stackalloc byte[16];
        var address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        _ = address.TryWriteBytes(bytes, out var length);
        return new(address.AddressFamily, ReadBigEndian(bytes[..length]), (ushort)endPoint.Port);
    }

    /// <summary>The address without the port, for limits per address.</summary>
    public PeerAddress WithoutPort => new(_family, _address, 0);

    /// <summary>
    /// What stands for everybody who could have this address as well as another: the address itself without the port, of IPv6 its
    /// network of 64 bits, of which a client may choose the rest.
    /// </summary>
    public PeerAddress Source => _family == AddressFamily.InterNetworkV6 ? new(_family, _address >> 64 << 64, 0) : WithoutPort;

    /// <summary><see cref="Source"/> as text, such as <c>192.0.2.7</c> or <c>2001:db8::/64</c>.</summary>
    public string SourceText => Source.ToEndPoint() is { } source
        ? _family == AddressFamily.InterNetworkV6 ? $"{source.Address}/64" : source.Address.ToString()
        : "unix";

    /// <inheritdoc/>
    public override string ToString() => ToEndPoint()?.ToString() ?? "unix";

    /// <summary>As an object of its own; null at a Unix domain socket.</summary>
    public IPEndPoint? ToEndPoint()
    {
        if (_family == AddressFamily.Unix) return null;

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, _address);
        var address = new IPAddress(_family == AddressFamily.InterNetwork ? bytes[12..] : bytes);
        return new IPEndPoint(address, _port);
    }

    private static UInt128 ReadBigEndian(ReadOnlySpan<byte> bytes)
    {
        UInt128 value = 0;
        foreach (var b in bytes) value = (value << 8) | b;
        return value;
    }
}
