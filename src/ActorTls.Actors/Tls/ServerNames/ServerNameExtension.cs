using System.Buffers.Binary;

namespace ActorTls.Tls.ServerNames;

/// <summary>Reads the server_name extension of a ClientHello (RFC 6066 section 3), as a peer sent it.</summary>
internal static class ServerNameExtension
{
    private const byte HostName = 0;
    private const int HeaderLength = 5; // list length, type of the name, length of the name

    /// <summary>
    /// The first name, or an empty span. <paramref name="isWellFormed"/> says whether the extension holds the one host name that the RFC
    /// allows; a name of any other extension is good for the log only.
    /// </summary>
    internal static ReadOnlySpan<byte> Parse(ReadOnlySpan<byte> extension, out bool isWellFormed)
    {
        isWellFormed = false;
        if (extension.Length <= HeaderLength || extension[2] != HostName) return default;
        var listLength = BinaryPrimitives.ReadUInt16BigEndian(extension);
        var nameLength = BinaryPrimitives.ReadUInt16BigEndian(extension[3..]);
        if (nameLength > extension.Length - HeaderLength) return default;
        isWellFormed = listLength == extension.Length - 2 && nameLength == extension.Length - HeaderLength;
        return extension.Slice(HeaderLength, nameLength);
    }
}
