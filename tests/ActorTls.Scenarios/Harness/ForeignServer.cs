using System.Diagnostics;
using System.Net.Sockets;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// A server that is a program of its own and listens on a Unix socket, which needs no free port. It stays in the foreground
/// and does not outlive the test.
/// </summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ForeignClient _program;

    private ForeignServer(ForeignClient program, string socketPath) => (_program, Address) = (program, $"unix:{socketPath}");

    /// <summary>In the form of <c>upstreams</c>.</summary>
    public string Address { get; }

    /// <summary>Starts a program and waits until it accepts connections.</summary>
    public static async Task<ForeignServer> StartAsync(string socketPath, string directory, string program, params string[] arguments)
    {
        var server = new ForeignServer(ForeignClient.Start(program, directory, arguments), socketPath);
        try
        {
            await server.WaitUntilItAcceptsAsync(socketPath);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end, as it gives back what the kernel keeps for it then, and ends it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        await _program.InterruptAsync();
        await _program.DisposeAsync();
    }

    private async Task WaitUntilItAcceptsAsync(string socketPath)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await probe.ConnectAsync(new UnixDomainSocketEndPoint(socketPath));
                return;
            }
            catch (SocketException) when (waited.Elapsed < Patience)
            {
                await Task.Delay(50);
            }
            catch (SocketException)
            {
                Assert.Fail($"the server does not listen on {socketPath}; it has printed:\n{_program.Output}");
            }
        }
    }
}
