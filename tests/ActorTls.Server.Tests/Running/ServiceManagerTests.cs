using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

/// <summary>What systemd is told, by the datagrams that come to its socket.</summary>
public sealed class ServiceManagerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificateAuthority _authority = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public void Dispose()
    {
        _systemd.Dispose();
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Readiness_reload_and_stop_are_told(bool isAbstract)
    {
        await using var server = Start(isAbstract);
        var ready = await ReceiveAsync();
        var port = await server.WaitForPortAsync();
        Assert.Equal(["READY=1", $"STATUS=listening: echo on 127.0.0.1:{port}"], ready);

        var before = MonotonicMicroseconds();
        server.Signal(PosixSignal.SIGHUP);
        var reloading = await ReceiveAsync();
        Assert.Equal("RELOADING=1", reloading[0]);
        Assert.StartsWith("MONOTONIC_USEC=", reloading[1], StringComparison.Ordinal);
        Assert.InRange(
            long.Parse(reloading[1].Split('=')[1], CultureInfo.InvariantCulture), before, MonotonicMicroseconds());
        Assert.Equal(["READY=1", $"STATUS=listening: echo on 127.0.0.1:{port}"], await ReceiveAsync());

        _directory.Write("server.key", "garbage");
        server.Signal(PosixSignal.SIGHUP);
        Assert.Equal("RELOADING=1", (await ReceiveAsync())[0]);
        var refused = await ReceiveAsync();
        Assert.Equal("READY=1", refused[0]);
        Assert.Contains("was refused", refused[1], StringComparison.Ordinal);

        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(["STOPPING=1", "EXTEND_TIMEOUT_USEC=45000000", "STATUS=draining"], await ReceiveAsync());   // 30 s, 5 s and 10 s
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task Where_a_drain_may_take_for_ever_systemd_s_own_limit_stands()
    {
        await using var server = Start(isAbstract: false, "--set", "actor-tls.listeners.echo.timeouts.drain=off");
        await ReceiveAsync();
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(["STOPPING=1", "STATUS=draining"], await ReceiveAsync());
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task A_socket_that_nobody_has_is_told_once_and_changes_nothing()
    {
        WriteConfiguration();
        await using var server = ServerProcess.Start(
            _directory.Path, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = Path.Combine(_directory.Path, "nobody") },
            "run", "--config", "own.conf");
        await server.WaitForOutputAsync("warning systemd cannot be told of the server's state");
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("deployed; ");
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Single(server.Output, line => line.Contains("systemd", StringComparison.Ordinal));
    }

    private ServerProcess Start(bool isAbstract, params string[] arguments)
    {
        WriteConfiguration();
        var path = Path.Combine(_directory.Path, "notify");
        _systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + path : path));
        return ServerProcess.Start(
            _directory.Path, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = isAbstract ? '@' + path : path },
            ["run", "--config", "own.conf", .. arguments]);
    }

    private void WriteConfiguration()
    {
        var server = _authority.IssueServer();
        _directory.Write("ca.crt", _authority.CertificatePem);
        _directory.Write("server.crt", server.CertificatePem);
        _directory.Write("server.key", server.KeyPem);
        _directory.Write("own.conf", """
            actor-tls {
              policies.main {
                certificates = [{ cert = "server.crt", key = "server.key" }]
                client-ca = ["ca.crt"]
                authorization.allow = any
              }
              services.echo { type = echo }
              listeners.echo { address = "127.0.0.1", port = 0, policy = main, service = echo }
            }
            """);
    }

    /// <summary>The lines of the next datagram.</summary>
    private async Task<string[]> ReceiveAsync()
    {
        var buffer = new byte[4096];
        var length = await _systemd.ReceiveAsync(buffer).WaitAsync(ServerProcess.Patience);
        return Encoding.UTF8.GetString(buffer, 0, length).Split('\n');
    }

    // CLOCK_MONOTONIC, the same for all processes.
    private static long MonotonicMicroseconds() => (long)TimeProvider.System.GetElapsedTime(0).TotalMicroseconds;
}
