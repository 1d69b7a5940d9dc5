using System.Buffers.Binary;
using System.Net.Sockets;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Stands between the ends of a connection.</summary>
internal static class Wire
{
    /// <summary>Takes one whole TLS record off a socket, before its channel sees it.</summary>
    internal static byte[] TakeRecord(Socket receiver)
    {
        var header = Take(receiver, 5);
        return [.. header, .. Take(receiver, BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3)))];
    }

    /// <summary>Sends bytes past the sender's channel.</summary>
    internal static void Inject(Socket sender, byte[] data)
    {
        var sent = 0;
        ChannelPair.Until(() =>
        {
            if (sender.Poll(0, SelectMode.SelectWrite)) sent += sender.Send(data.AsSpan(sent));
            return sent == data.Length;
        });
    }

    private static byte[] Take(Socket receiver, int length)
    {
        var data = new byte[length];
        var count = 0;
        ChannelPair.Until(() =>
        {
            if (receiver.Available > 0) count += receiver.Receive(data.AsSpan(count));
            return count == length;
        });
        return data;
    }
}
