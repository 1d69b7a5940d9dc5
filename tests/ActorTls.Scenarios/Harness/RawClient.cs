using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorTls.Scenarios.Harness;

/// <summary>What a client without any TLS saw until the server ended the connection.</summary>
/// <param name="Bytes">All that the server sent.</param>
/// <param name="WasReset">Whether the end was a reset, not FIN.</param>
internal sealed record RawEnd(byte[] Bytes, bool WasReset)
{
    /// <summary>The description of the fatal alert that the server sent last, in the clear; -1 when it sent none.</summary>
    public int Alert => Bytes.Length >= 7 && Bytes[^7] == 21 && Bytes[^3] == 2 && Bytes[^2] == 2 ? Bytes[^1] : -1;
}

/// <summary>Compares what clients saw.</summary>
internal sealed class RawEnds : IEqualityComparer<RawEnd>
{
    public static readonly RawEnds Same = new();

    public bool Equals(RawEnd? one, RawEnd? other) =>
        one is not null && other is not null && one.WasReset == other.WasReset && one.Bytes.AsSpan().SequenceEqual(other.Bytes);

    public int GetHashCode(RawEnd end) => end.Bytes.Length;
}

/// <summary>A TCP client that sends whatever it is told.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Takes a connected socket over.</summary>
    public RawClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public static async Task<RawClient> ConnectAsync(EndPoint server)
    {
        var protocol = server is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp;
        var socket = new Socket(server.AddressFamily, SocketType.Stream, protocol);
        if (protocol == ProtocolType.Tcp) socket.NoDelay = true;
        await socket.ConnectAsync(server);
        return new RawClient(socket);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await Socket.SendAsync(bytes)..];
    }

    /// <summary>Sends as far as the server lets it: one that has refused already does not have to take the rest.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (SocketException)
        {
            // Refused, and told so; what the server said is still to be read.
        }
    }

    /// <summary>Reads what is there, at least a byte, and says how much it was; 0 at the end.</summary>
    public async Task<int> ReadSomeAsync() => (await ReadBytesAsync()).Length;

    /// <summary>Reads what is there, at least a byte; none at the end.</summary>
    public async Task<byte[]> ReadBytesAsync()
    {
        var buffer = new byte[64 * 1024];
        return buffer[..await Socket.ReceiveAsync(buffer).WaitAsync(Patience)];
    }

    /// <summary>Exactly so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int length)
    {
        var received = new byte[length];
        for (var count = 0; count < length;)
        {
            var more = await Socket.ReceiveAsync(received.AsMemory(count)).AsTask().WaitAsync(Patience);
            Assert.True(more > 0, $"The stream ended after {count} of {length} bytes.");
            count += more;
        }
        return received;
    }

    /// <summary>Exactly so many bytes, as text.</summary>
    public async Task<string> ReadTextAsync(int length) => Encoding.UTF8.GetString(await ReadAsync(length));

    /// <summary>Sends FIN.</summary>
    public void CompleteWrites() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection by a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Close();
    }

    /// <summary>Reads until the server ends the connection.</summary>
    public async Task<RawEnd> ReadToEndAsync()
    {
        var buffer = new byte[64 * 1024];
        using var received = new MemoryStream();
        try
        {
            while (await Socket.ReceiveAsync(buffer).WaitAsync(Patience) is > 0 and var count) received.Write(buffer, 0, count);
            return new RawEnd(received.ToArray(), WasReset: false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return new RawEnd(received.ToArray(), WasReset: true);
        }
    }

    public void Dispose() => Socket.Dispose();
}
