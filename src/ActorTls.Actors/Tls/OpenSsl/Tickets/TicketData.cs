using System.Buffers;
using System.Buffers.Binary;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Tickets;

/// <summary>
/// Application data in a ticket, encrypted with the session: until when the client's authentication is good, and the client's certificate in
/// DER, if it showed one. OpenSSL would put the certificate into the session itself, but would decode it and its key for each ticket that
/// is written or read, which costs more than the rest of a resumption.
/// </summary>
internal static unsafe class TicketData
{
    /// <summary>
    /// The longest certificate in bytes. A ticket has no room for a session of more than 0xFF00 bytes, and OpenSSL ends the connection with an
    /// internal error then. The rest of a session (secrets, the server name) is less than 1 KiB.
    /// </summary>
    private const int LargestCertificate = 0xFF00 - 1024;

    private const int EndLength = sizeof(long);

    /// <summary>Whether a ticket can carry a certificate. A client with a larger certificate gets no ticket.</summary>
    internal static bool Fits(ReadOnlySpan<byte> certificate) => certificate.Length <= LargestCertificate;

    /// <summary>Writes a session's data; false when OpenSSL does not take them.</summary>
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

    /// <summary>Frees the memory of a session's data.</summary>
    internal static void Clear(nint session) => _ = LibSsl.SSL_SESSION_set1_ticket_appdata(session, null, 0);
}
