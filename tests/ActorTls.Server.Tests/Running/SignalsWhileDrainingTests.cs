using System.Runtime.InteropServices;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

/// <summary>Signals that come when the end was asked for already.</summary>
public sealed class SignalsWhileDrainingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task SIGHUP_neither_ends_a_drain_nor_changes_a_policy()
    {
        await using var server = ServerProcess.Start(
            _directory.Path, "--set", "actor-tls.listeners.echo.port=0", "--set", "actor-tls.listeners.echo.timeouts.drain=10m");
        var port = await server.WaitForPortAsync();
        await using (var client = await DevelopmentClient.ConnectAsync(Path.Combine(_directory.Path, ".actor-tls", "dev"), port))
        {
            server.Signal(PosixSignal.SIGTERM);
            await server.WaitForOutputAsync("SIGTERM received: draining");

            for (var i = 0; i < 20; i++)
            {
                server.Signal(PosixSignal.SIGHUP);
                Assert.Equal("still here", await client.EchoAsync("still here"));
            }
        }

        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.DoesNotContain(server.Output, line => line.Contains("new handshakes use them", StringComparison.Ordinal));
    }
}
