using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ActorTls.Scenarios.Harness;

/// <summary>A client whose handshake is done. Disposing it closes the socket without a word of TLS.</summary>
internal sealed class TlsClient(TcpClient tcp, SslStream stream) : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public SslStream Stream { get; } = stream;

    public Socket Socket => tcp.Client;

    /// <summary>Sends a text and expects it back.</summary>
    public async Task EchoAsync(string text = "hello")
    {
        var sent = Encoding.UTF8.GetBytes(text);
        await Stream.WriteAsync(sent);
        var received = new byte[sent.Length];
        await Stream.ReadExactlyAsync(received).AsTask().WaitAsync(Patience);
        Assert.Equal(text, Encoding.UTF8.GetString(received));
    }

    /// <summary>Waits for <c>close_notify</c>, and discards what comes before it. Fails on a reset or a bare FIN.</summary>
    public async Task<long> ReadToCloseNotifyAsync()
    {
        var buffer = new byte[64 * 1024];
        var total = 0L;
        while (await Stream.ReadAsync(buffer).AsTask().WaitAsync(Patience) is > 0 and var count) total += count;
        return total;
    }

    /// <summary>Sends FIN without <c>close_notify</c>, and waits for the server's FIN. TLS cannot be used afterwards.</summary>
    public async Task TruncateAsync()
    {
        Socket.Shutdown(SocketShutdown.Send);
        while (await Socket.ReceiveAsync(new byte[4096]).WaitAsync(Patience) > 0) { }
    }

    /// <summary>Ends the TCP connection by a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        tcp.Dispose();
        await Stream.DisposeAsync();
    }
}
