using System.Buffers;
using ActorTls.Tls;

namespace ActorTls.Sessions;

/// <summary>Puts what frames it around a frame.</summary>
internal static class FrameEncoder
{
    /// <summary>
    /// Writes a frame to a connection. One that fits into a TLS record is one record; of a larger one, a record is copied, and the rest
    /// is not.
    /// </summary>
    /// <returns>As <see cref="IConnection.Write"/> has it.</returns>
    /// <exception cref="ArgumentException">The frame cannot be written with this framing. Nothing was written.</exception>
    public static bool Write(Framing framing, IConnection connection, ReadOnlySpan<byte> frame)
    {
        framing.Check(frame);
        var framed = framing.HeadLength + framing.Tail.Length;
        if (framed == 0) return connection.Write(frame);

        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(framed + frame.Length, TlsRecord.LargestPlaintext));
        try
        {
            var record = buffer.AsSpan(0, Math.Min(buffer.Length, TlsRecord.LargestPlaintext));
            var count = Begin(framing, frame, record, out var rest, out var tail);
            var isSent = connection.Write(record[..count]);
            if (!rest.IsEmpty) isSent = connection.Write(rest);
            if (!tail.IsEmpty) isSent = connection.Write(tail);
            return isSent;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Puts the beginning of a framed frame into a buffer: all of it when there is room.</summary>
    /// <param name="framing">Allows the frame.</param>
    /// <param name="frame">What is to be framed.</param>
    /// <param name="destination">Has room for the head at least.</param>
    /// <param name="rest">What follows of the frame.</param>
    /// <param name="tail">What follows then.</param>
    /// <returns>How many bytes were put into the buffer.</returns>
    public static int Begin(
        Framing framing, ReadOnlySpan<byte> frame, Span<byte> destination, out ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> tail)
    {
        framing.WriteHead(frame, destination);
        var body = framing.Body(frame);
        var room = destination[framing.HeadLength..];
        var count = Math.Min(body.Length, room.Length);
        body[..count].CopyTo(room);
        rest = body[count..];
        tail = framing.Tail;
        if (!rest.IsEmpty || !tail.TryCopyTo(room[count..])) return framing.HeadLength + count;

        count += tail.Length;
        tail = default;
        return framing.HeadLength + count;
    }
}
