using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

public sealed class RunTests : IDisposable
{
    private const string AnyPort = "actor-tls.listeners.echo.port=0";

    private readonly TemporaryDirectory _directory = new();

    private string Certificates => Path.Combine(_directory.Path, ".actor-tls", "dev");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_default_prints_how_to_talk_to_it_and_echoes()
    {
        await using var server = ServerProcess.Start(_directory.Path, "--set", AnyPort);
        var port = await server.WaitForPortAsync();

        await server.WaitForOutputAsync("development only");
        var line = await server.WaitForOutputAsync("^openssl s_client .*");
        Assert.Equal(
            $"openssl s_client -connect 127.0.0.1:{port} -CAfile .actor-tls/dev/ca.crt " +
            "-cert .actor-tls/dev/client.crt -key .actor-tls/dev/client.key -quiet",
            line.Value);
        await using var client = await DevelopmentClient.ConnectAsync(Certificates, port);
        Assert.Equal("hello", await client.EchoAsync("hello"));
    }

    [Fact]
    public async Task The_end_of_a_connection_is_one_line()
    {
        await using var server = await StartAsync();
        await using (var client = await DevelopmentClient.ConnectAsync(Certificates, server.Port))
            await client.EchoAsync("hello");

        var line = await server.Process.WaitForOutputAsync("connection closed .*");
        Assert.Contains(" listener=echo ", line.Value, StringComparison.Ordinal);
        Assert.Contains(" bytes_in=5 bytes_out=5 ", line.Value, StringComparison.Ordinal);
        Assert.Contains("dev-client", line.Value, StringComparison.Ordinal);
        Assert.Contains(" reason=peer-finished", line.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_json_every_line_is_an_object()
    {
        await using var server = ServerProcess.Start(
            _directory.Path, "run", "--set", AnyPort, "--set", "actor-tls.logging.format=json");
        var bound = Parse((await server.WaitForOutputAsync("accepts connections")).Groups[0], server);
        var port = IPEndPoint.Parse(bound.GetProperty("address").GetString()!).Port;
        await using (var client = await DevelopmentClient.ConnectAsync(Certificates, port))
            await client.EchoAsync("hello");
        await server.WaitForOutputAsync("connection closed");
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());

        var events = server.Output.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var closed = Assert.Single(events, each => each.GetProperty("@m").GetString() == "connection closed");
        Assert.Equal("echo", closed.GetProperty("listener").GetString());
        Assert.Equal(5, closed.GetProperty("bytes_in").GetInt64());
        Assert.Equal("peer-finished", closed.GetProperty("reason").GetString());
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_with_69()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var finished = await ServerProcess.RunAsync(_directory.Path, "run", "--set", $"actor-tls.listeners.echo.port={port}");

        Assert.Equal(69, finished.ExitCode);
        Assert.Contains(
            $"127.0.0.1:{port}: Address already in use, by process {Environment.ProcessId} (", Assert.Single(finished.Errors),
            StringComparison.Ordinal);
        Assert.DoesNotContain("openssl s_client", finished.AllOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task A_signal_ends_an_idle_server_with_0(PosixSignal signal)
    {
        await using var server = await StartAsync();

        server.Process.Signal(signal);

        Assert.Equal(0, await server.Process.WaitForExitAsync());
        Assert.Empty(server.Process.Errors);
    }

    [Fact]
    public async Task A_drain_lets_connections_finish()
    {
        await using var server = await StartAsync("--set", "actor-tls.listeners.echo.timeouts.drain=10m");
        await using (var client = await DevelopmentClient.ConnectAsync(Certificates, server.Port))
        {
            await client.EchoAsync("before");
            server.Process.Signal(PosixSignal.SIGTERM);
            await server.Process.WaitForOutputAsync("draining");
            await RefusesConnectionsAsync(server.Port);
            Assert.Equal("still here", await client.EchoAsync("still here"));
        }

        Assert.Equal(0, await server.Process.WaitForExitAsync());
    }

    [Fact]
    public async Task A_connection_that_stays_is_cut_at_the_drain_deadline()
    {
        await using var server = await StartAsync("--set", "actor-tls.listeners.echo.timeouts.drain=200ms");
        await using var client = await DevelopmentClient.ConnectAsync(Certificates, server.Port);
        await client.EchoAsync("hello");

        server.Process.Signal(PosixSignal.SIGTERM);

        await client.WaitForEndAsync();
        Assert.Equal(75, await server.Process.WaitForExitAsync());
        Assert.Contains(server.Process.Output, line => line.Contains("reason=draining", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_signal_cuts_at_once()
    {
        await using var server = await StartAsync("--set", "actor-tls.listeners.echo.timeouts.drain=10m");
        await using var client = await DevelopmentClient.ConnectAsync(Certificates, server.Port);
        await client.EchoAsync("hello");

        server.Process.Signal(PosixSignal.SIGTERM);
        await server.Process.WaitForOutputAsync("SIGTERM received");
        server.Process.Signal(PosixSignal.SIGINT);

        Assert.Equal(75, await server.Process.WaitForExitAsync());
    }

    [Fact]
    public async Task Certificates_survive_a_restart()
    {
        var authority = Path.Combine(_directory.Path, ".actor-tls", "dev", "ca.crt");
        await using (await StartAsync()) { }
        var first = await File.ReadAllTextAsync(authority);
        await using (await StartAsync()) { }

        Assert.Equal(first, await File.ReadAllTextAsync(authority));
    }

    [Fact]
    public async Task An_invalid_value_ends_with_78_and_makes_no_certificates()
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "run", "--set", "actor-tls.listeners.echo.port=many");

        Assert.Equal(78, finished.ExitCode);
        Assert.Contains("many", Assert.Single(finished.Errors), StringComparison.Ordinal);
        Assert.Empty(finished.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Settings_that_Akka_refuses_end_with_78_and_one_line()
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "run", "--set", AnyPort, "--set", "akka.loglevel=LOUD");

        Assert.Equal(78, finished.ExitCode);
        Assert.Contains("LOUD", Assert.Single(finished.Errors), StringComparison.Ordinal);
        Assert.Empty(finished.Output);
    }

    [Fact]
    public async Task Akka_s_own_events_are_in_the_log_when_asked_for()
    {
        await using var server = ServerProcess.Start(
            _directory.Path, "run", "--set", AnyPort, "--set", "akka.loglevel=DEBUG",
            "--set", "actor-tls.logging.level=debug", "--set", "actor-tls.logging.format=json");
        await server.WaitForOutputAsync("accepts connections");
        server.Signal(PosixSignal.SIGTERM);

        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Contains(server.Output, line => line.Contains("\"SourceContext\":\"Akka", StringComparison.Ordinal));
        Assert.All(server.Output, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task A_file_of_one_s_own_gets_no_development_certificates_unless_it_asks()
    {
        const string Rest = """
            client-authentication = require, authorization.allow = any }
            actor-tls.services.echo { type = echo }
            actor-tls.listeners.echo { address = "127.0.0.1", port = 0, policy = main, service = echo }
            """;
        var silent = _directory.Write("silent.conf", "actor-tls.policies.main { " + Rest);
        var asking = _directory.Write(
            "asking.conf", "actor-tls.policies.main { certificates = development, client-ca = development, " + Rest);

        var refused = await ServerProcess.RunAsync(_directory.Path, "run", "--config", silent);
        Assert.Equal(78, refused.ExitCode);
        Assert.False(Path.Exists(Path.Combine(_directory.Path, ".actor-tls")));

        await using var server = ServerProcess.Start(_directory.Path, "run", "--config", asking);
        var port = await server.WaitForPortAsync();
        await server.WaitForOutputAsync("warning .*development");
        await using var client = await DevelopmentClient.ConnectAsync(Certificates, port);
        Assert.Equal("hello", await client.EchoAsync("hello"));
    }

    private async Task<RunningServer> StartAsync(params string[] arguments)
    {
        var process = ServerProcess.Start(_directory.Path, ["run", "--set", AnyPort, .. arguments]);
        try
        {
            return new RunningServer(process, await process.WaitForPortAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static async Task RefusesConnectionsAsync(int port)
    {
        // The listening socket closes at once, but not before the signal's log line; who waits in its backlog is reset.
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < ServerProcess.Patience)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
            }
            catch (SocketException e)
            {
                if (e.SocketErrorCode == SocketError.ConnectionRefused) return;
            }
        }
        Assert.Fail("a draining server still accepts connections");
    }

    private static JsonElement Parse(System.Text.RegularExpressions.Group match, ServerProcess server) =>
        JsonDocument.Parse(server.Output.First(line => line.Contains(match.Value, StringComparison.Ordinal))).RootElement;

    private sealed record RunningServer(ServerProcess Process, int Port) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
