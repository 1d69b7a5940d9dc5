using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace ActorTls.ProxyProtocol;

/// <summary>Version 2: a fixed part of 16 bytes, addresses, and vectors of type, length and value.</summary>
internal static class BinaryHeader
{
    private const int FixedLength = 16;
    private const int VersionOffset = 12;
    private const int FamilyOffset = 13;
    private const int LengthOffset = 14;

    private const byte LocalCommand = 0x20, ProxyCommand = 0x21;
    private const byte Unspecified = 0x00, TcpOverIPv4 = 0x11, TcpOverIPv6 = 0x21, UnixStream = 0x31;
    private const int IPv4Length = 4, IPv6Length = 16, UnixPathLength = 108;

    /// <summary>The bytes that every header begins with.</summary>
    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads what begins with <see cref="Signature"/>, or with a part of it.</summary>
    public static ProxyDecoding Decode(ReadOnlySpan<byte> received)
    {
        if (received.Length <= VersionOffset) return ProxyDecoding.NeedsMore;
        var command = received[VersionOffset];
        if (command is not (LocalCommand or ProxyCommand))
            return ProxyDecoding.Invalid("the PROXY header has an unknown version or command");

        if (received.Length <= FamilyOffset) return ProxyDecoding.NeedsMore;
        var family = received[FamilyOffset];
        if (command == ProxyCommand && (family >> 4 > 3 || (family & 0xf) > 2))
            return ProxyDecoding.Invalid("the PROXY header has an unknown address family or protocol");

        if (received.Length < FixedLength) return ProxyDecoding.NeedsMore;
        var length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(received[LengthOffset..]);
        if (length > ProxyHeaderDecoder.LongestHeader)
            return ProxyDecoding.Invalid($"the PROXY header is longer than {ProxyHeaderDecoder.LongestHeader} bytes");

        // LOCAL: the family and all that follows are to be ignored. UNSPEC: the header does not say where addresses would end.
        var addressesLength = AddressesLength(family);
        if (command == LocalCommand || addressesLength < 0)
        {
            return received.Length < length
                ? ProxyDecoding.NeedsMore
                : ProxyDecoding.Done(ProxyHeader.Unknown, length);
        }
        if (length < FixedLength + addressesLength)
            return ProxyDecoding.Invalid("the PROXY header is too short for its addresses");
        return received.Length < length ? ProxyDecoding.NeedsMore : DecodeWhole(received[..length], family, addressesLength);
    }

    /// <summary>The header, with its vectors.</summary>
    public static byte[] Encode(ProxyHeader header)
    {
        var family = header.Origin switch
        {
            ProxyOrigin.Ip when header.Source!.AddressFamily == AddressFamily.InterNetwork => TcpOverIPv4,
            ProxyOrigin.Ip => TcpOverIPv6,
            ProxyOrigin.Unix => UnixStream,
            _ => Unspecified,
        };
        var addressesLength = Math.Max(AddressesLength(family), 0);
        var bytes = new byte[FixedLength + addressesLength + header.Tlvs.Sum(tlv => tlv.EncodedLength)];
        Signature.CopyTo(bytes);
        // With PROXY, HAProxy refuses every family but those of IP.
        bytes[VersionOffset] = header.Origin == ProxyOrigin.Unknown ? LocalCommand : ProxyCommand;
        bytes[FamilyOffset] = family;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(LengthOffset), checked((ushort)(bytes.Length - FixedLength)));

        var rest = bytes.AsSpan(FixedLength);
        if (header.Origin == ProxyOrigin.Ip) WriteAddresses(header, rest);
        rest = rest[addressesLength..];
        foreach (var tlv in header.Tlvs) rest = tlv.WriteTo(rest);
        return bytes;
    }

    /// <summary>Bytes of the addresses; negative when the family or the protocol is unspecified.</summary>
    private static int AddressesLength(byte family) => (family >> 4, family & 0xf) switch
    {
        (_, 0) => -1,
        (1, _) => 2 * (IPv4Length + sizeof(ushort)),
        (2, _) => 2 * (IPv6Length + sizeof(ushort)),
        (3, _) => 2 * UnixPathLength,
        _ => -1,
    };

    private static ProxyDecoding DecodeWhole(ReadOnlySpan<byte> header, byte family, int addressesLength)
    {
        if (DecodeTlvs(header, FixedLength + addressesLength, out var tlvs) is { } problem) return ProxyDecoding.Invalid(problem);

        var addresses = header.Slice(FixedLength, addressesLength);
        var decoded = family switch
        {
            TcpOverIPv4 => ReadAddresses(addresses, IPv4Length),
            TcpOverIPv6 => ReadAddresses(addresses, IPv6Length),
            UnixStream => ProxyHeader.Unix,
            _ => ProxyHeader.Unknown,   // Datagrams, whereas this connection is a stream.
        };
        return ProxyDecoding.Done(decoded with { Tlvs = tlvs }, header.Length);
    }

    /// <summary>What is wrong with the vectors from <paramref name="start"/> on; null when nothing is.</summary>
    private static string? DecodeTlvs(ReadOnlySpan<byte> header, int start, out ImmutableArray<ProxyTlv> tlvs)
    {
        tlvs = [];
        var found = ImmutableArray.CreateBuilder<ProxyTlv>();
        var hasChecksum = false;
        while (start < header.Length)
        {
            if (header.Length - start < ProxyTlv.PrefixLength) return "the PROXY header ends within the prefix of a TLV";
            var type = header[start];
            var length = BinaryPrimitives.ReadUInt16BigEndian(header[(start + 1)..]);
            start += ProxyTlv.PrefixLength;
            if (length > header.Length - start) return "the PROXY header ends within a TLV";

            if (type == ProxyTlvTypes.Crc32C)
            {
                if (hasChecksum || length != sizeof(uint)) return "the PROXY header has a malformed checksum";
                if (Checksum(header, start) != BinaryPrimitives.ReadUInt32BigEndian(header[start..]))
                    return "the PROXY header does not match its checksum";
                hasChecksum = true;
            }
            found.Add(new ProxyTlv(type, header.Slice(start, length).ToArray()));
            start += length;
        }
        tlvs = found.ToImmutable();
        return null;
    }

    /// <summary>CRC32c (RFC 4960, appendix B) of a header with zeros in place of the checksum.</summary>
    private static uint Checksum(ReadOnlySpan<byte> header, int checksumOffset)
    {
        var checksum = uint.MaxValue;
        for (var i = 0; i < header.Length; i++)
        {
            var isChecksum = i >= checksumOffset && i < checksumOffset + sizeof(uint);
            checksum = BitOperations.Crc32C(checksum, isChecksum ? (byte)0 : header[i]);
        }
        return ~checksum;
    }

    private static ProxyHeader ReadAddresses(ReadOnlySpan<byte> addresses, int length)
    {
        var ports = addresses[(2 * length)..];
        return ProxyHeader.Create(
            new IPEndPoint(new IPAddress(addresses[..length]), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new IPEndPoint(new IPAddress(addresses.Slice(length, length)), BinaryPrimitives.ReadUInt16BigEndian(ports[2..])));
    }

    private static void WriteAddresses(ProxyHeader header, Span<byte> destination)
    {
        foreach (var endPoint in (ReadOnlySpan<IPEndPoint>)[header.Source!, header.Destination!])
        {
            _ = endPoint.Address.TryWriteBytes(destination, out var length);
            destination = destination[length..];
        }
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)header.Source!.Port);
        BinaryPrimitives.WriteUInt16BigEndian(destination[sizeof(ushort)..], (ushort)header.Destination!.Port);
    }
}
