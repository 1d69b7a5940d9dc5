using System.Runtime.InteropServices;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

/// <summary>SIGHUP: the configuration is read anew, and all of it takes effect or nothing.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificateAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Certificates_and_rules_are_replaced_and_what_is_broken_changes_nothing()
    {
        Write("alice");
        WriteClient();
        await using var server = Start();
        var port = await server.WaitForPortAsync();
        await using var live = await ConnectAsync(port);

        // Broken: each error is told, and everything is as it was.
        _directory.Write("server.key", _authority.IssueServer().KeyPem);
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("error .*server.key");
        await server.WaitForOutputAsync("the deployment was refused; errors: 1; nothing was changed");
        await using (var unchanged = await ConnectAsync(port)) Assert.Equal("hello", await unchanged.EchoAsync("hello"));

        // Another rule: in force for the next client, and none that is connected is disturbed.
        Write("bob");
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("deployed; listeners: 1, opened: 0, moved: 0, removed: 0");
        while (!server.Output.Any(line => line.Contains("reason=not-authorized", StringComparison.Ordinal)))
            await using (await ConnectAsync(port)) { }
        Assert.Equal("still here", await live.EchoAsync("still here"));
    }

    [Fact]
    public async Task Listeners_are_opened_moved_and_removed()
    {
        Write("alice");
        WriteClient();
        await using var server = Start();
        var port = await server.WaitForPortAsync();
        await using var live = await ConnectAsync(port);

        Write("alice", more: """listeners.second { address = "127.0.0.1", port = 0, policy = main, service = echo }""");
        server.Signal(PosixSignal.SIGHUP);
        var second = await server.WaitForPortAsync("second");
        await server.WaitForOutputAsync("deployed; listeners: 2, opened: 1, moved: 0, removed: 0");
        await using (var client = await ConnectAsync(second)) Assert.Equal("hello", await client.EchoAsync("hello"));

        Write("alice", "address = 127.0.0.2");
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync($"listener echo moves from 127.0.0.1:{port} to 127.0.0.2:");
        await server.WaitForOutputAsync("listener second is drained; connections cut: 0");
        await server.WaitForOutputAsync("deployed; listeners: 1, opened: 0, moved: 1, removed: 1");
        Assert.Equal("still here", await live.EchoAsync("still here"));
    }

    [Fact]
    public async Task What_needs_a_restart_is_named_and_nothing_changes()
    {
        Write("alice");
        await using var server = Start();
        await server.WaitForPortAsync();

        Write("bob", more: "io.workers = 7\nstate-directory = elsewhere");
        server.Signal(PosixSignal.SIGHUP);

        await server.WaitForOutputAsync("error .*actor-tls.io differs, and cannot change while the server runs: restart it");
        await server.WaitForOutputAsync("error .*actor-tls.state-directory differs");
        await server.WaitForOutputAsync("the deployment was refused; errors: 2; nothing was changed");
    }

    [Fact]
    public async Task Level_and_format_of_the_log_are_changed()
    {
        Write("alice");
        await using var server = Start();
        await server.WaitForPortAsync();

        Write("bob", more: "logging.format = json");
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("deployed; ");

        Write("alice", more: "logging { level = error, format = json }");
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("^\\{.*deployed; ");

        _directory.Write("server.key", "garbage");   // An error is all that is told from now on.
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("^\\{.*the deployment was refused");
        Write("alice");
        server.Signal(PosixSignal.SIGHUP);
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task While_the_server_drains_SIGHUP_is_ignored_and_told()
    {
        Write("alice", "timeouts.drain = 10m");
        WriteClient();
        await using var server = Start();
        var port = await server.WaitForPortAsync();
        await using (var live = await ConnectAsync(port))
        {
            server.Signal(PosixSignal.SIGTERM);
            await server.WaitForOutputAsync("SIGTERM received: draining");
            server.Signal(PosixSignal.SIGHUP);
            await server.WaitForOutputAsync("warning SIGHUP received: ignored, for the server drains");
            Assert.Equal("still here", await live.EchoAsync("still here"));
        }
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task Many_signals_in_a_row_leave_the_last_configuration_in_force()
    {
        Write("alice");
        WriteClient();
        await using var server = Start();
        var port = await server.WaitForPortAsync();
        for (var i = 0; i < 20; i++) server.Signal(PosixSignal.SIGHUP);
        Write("bob", more: """listeners.last { address = "127.0.0.1", port = 0, policy = main, service = echo }""");
        server.Signal(PosixSignal.SIGHUP);

        await server.WaitForPortAsync("last");
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    private ServerProcess Start() => ServerProcess.Start(_directory.Path, "run", "--config", "own.conf");

    private Task<DevelopmentClient> ConnectAsync(int port) => DevelopmentClient.ConnectAsync(_directory.Path, port);

    private void WriteClient()
    {
        var client = _authority.IssueClient();
        _directory.Write("client.crt", client.CertificatePem);
        _directory.Write("client.key", client.KeyPem);
    }

    private void Write(string admitted, string listener = "", string more = "")
    {
        var server = _authority.IssueServer();
        _directory.Write("ca.crt", _authority.CertificatePem);
        _directory.Write("server.crt", server.CertificatePem);
        _directory.Write("server.key", server.KeyPem);
        _directory.Write("own.conf", $$"""
            actor-tls {
              policies.main {
                certificates = [{ cert = "server.crt", key = "server.key" }]
                client-ca = ["ca.crt"]
                authorization.allow = [{ common-name = "{{admitted}}" }]
              }
              services.echo { type = echo }
              listeners.echo { address = "127.0.0.1", port = 0, policy = main, service = echo, {{listener}} }
              {{more}}
            }
            """);
    }
}
