using System.Buffers;
using System.Buffers.Binary;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// What a ticket carries besides the session, encrypted with it: until when the authentication that it stands for is good,
/// and the client's certificate in DER, if it showed one. OpenSSL would carry the certificate too, but decodes it, key
/// and all, for each ticket that is written or read, which costs more than the rest of a resumption.
/// </summary>
internal static unsafe class TicketData
{
    /// <summary>
    /// A session that OpenSSL encodes to more than 0xFF00 bytes ends the connection with an internal error, since a ticket has no
    /// room for it. The rest of a session (secrets, the server name) is less than 1 KiB.
    /// </summary>
    private const int LargestCertificate = 0xFF00 - 1024;

    private const int EndLength = sizeof(long);

    /// <summary>Whether a ticket can carry a certificate. A client with a larger one gets none.</summary>
    internal static bool Fits(ReadOnlySpan<byte> certificate) => certificate.Length <= LargestCertificate;

    /// <summary>Gives a session its data; false when OpenSSL does not take them.</summary>
    internal static bool Write(nint session, long end, ReadOnlySpan<byte> certificate)
    {
        var length = EndLength + certificate.Length;
        var data = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            BinaryPrimitives.WriteInt64BigEndian(data, end);
            certificate.CopyTo(data.AsSpan(EndLength));
            fixed (byte* start = data) return LibSsl.SSL_SESSION_set1_ticket_appdata(session, start, (nuint)length) == 1;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }

    /// <summary>Reads a session's data; false when there are none.</summary>
    /// <param name="session">Owns <paramref name="certificate"/>.</param>
    /// <param name="end">Seconds since 1970.</param>
    /// <param name="certificate">DER, or empty.</param>
    internal static bool TryRead(nint session, out long end, out ReadOnlySpan<byte> certificate)
    {
        end = 0;
        certificate = default;
        byte* data;
        nuint length;
        if (session == 0 || LibSsl.SSL_SESSION_get0_ticket_appdata(session, &data, &length) != 1 || length < EndLength) return false;
        var all = new ReadOnlySpan<byte>(data, checked((int)length));
        end = BinaryPrimitives.ReadInt64BigEndian(all);
        certificate = all[EndLength..];
        return true;
    }

    /// <summary>Gives back the memory of a session's data.</summary>
    internal static void Clear(nint session) => _ = LibSsl.SSL_SESSION_set1_ticket_appdata(session, null, 0);
}
