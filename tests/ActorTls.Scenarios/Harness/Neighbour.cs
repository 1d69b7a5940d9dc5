using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// A well-behaved client that talks with an echo service the whole time, message by message, while something else goes
/// wrong. Whatever that is, the neighbour must not notice: no byte lost or changed, no answer missing.
/// </summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private const int LongestMessage = 6000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _tcp;
    private readonly SslStream _tls;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _talking;
    private long _rounds;

    private Neighbour(TcpClient tcp, SslStream tls)
    {
        (_tcp, _tls) = (tcp, tls);
        _talking = Task.Run(TalkAsync);
    }

    /// <summary>Messages that came back so far.</summary>
    public long Rounds => Interlocked.Read(ref _rounds);

    /// <summary>Bytes sent so far; all of them came back once it has left.</summary>
    public long Sent { get; private set; }

    /// <summary>Connects, and begins to talk.</summary>
    public static async Task<Neighbour> JoinAsync(TestServer server, IPEndPoint? at = null)
    {
        var tcp = new TcpClient((at ?? server.EndPoint).AddressFamily);
        await tcp.ConnectAsync(at ?? server.EndPoint);
        var tls = await ClientTls.AuthenticateAsync(tcp, server, server.Authority.IssueClient());
        return new Neighbour(tcp, tls);
    }

    /// <summary>Waits for some more answers: the server serves it still, just now.</summary>
    public async Task AssertServedAsync(int rounds = 3)
    {
        var goal = Rounds + rounds;
        var deadline = DateTime.UtcNow + Patience;
        while (Rounds < goal)
        {
            if (_talking.IsCompleted) await _talking;
            Assert.True(DateTime.UtcNow < deadline, $"The neighbour waits for an answer; it got {Rounds}.");
            await Task.Delay(2);
        }
    }

    /// <summary>Ends as a client should, and fails if anything went wrong since it joined.</summary>
    public async Task LeaveAsync()
    {
        await AssertServedAsync();
        await _enough.CancelAsync();
        await _talking;
        await _tls.ShutdownAsync();
        Assert.Equal(0, await _tls.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
    }

    public async ValueTask DisposeAsync()
    {
        // The source of the token is left to the collector: a neighbour may be told twice to go.
        await _enough.CancelAsync();
        await _tls.DisposeAsync();
        _tcp.Dispose();
    }

    private async Task TalkAsync()
    {
        var random = new Random(1);
        var received = new byte[LongestMessage];
        while (!_enough.IsCancellationRequested)
        {
            var message = new byte[random.Next(1, LongestMessage)];
            random.NextBytes(message);
            Sent += message.Length;
            await _tls.WriteAsync(message);
            await _tls.ReadExactlyAsync(received.AsMemory(0, message.Length)).AsTask().WaitAsync(Patience);
            Assert.True(received.AsSpan(0, message.Length).SequenceEqual(message), "An answer is not what was sent.");
            Interlocked.Increment(ref _rounds);
            await Task.Delay(1);
        }
    }
}
