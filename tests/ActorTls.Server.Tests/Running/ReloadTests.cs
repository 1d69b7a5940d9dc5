using System.Runtime.InteropServices;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

/// <summary>SIGHUP: the policies are read anew, and all of them take effect or none.</summary>
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
        await using var server = ServerProcess.Start(_directory.Path, "run", "--config", "own.conf");
        var port = await server.WaitForPortAsync();
        await using var live = await ConnectAsync(port);

        // Broken: each error is told, and everything is as it was.
        _directory.Write("server.key", _authority.IssueServer().KeyPem);
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("error .*server.key");
        await server.WaitForOutputAsync("1 errors; nothing was changed");
        await using (var unchanged = await ConnectAsync(port)) Assert.Equal("hello", await unchanged.EchoAsync("hello"));

        // More than policies: refused, with its name.
        Write("alice", "limits.max-connections = 5");
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("need a restart: actor-tls.listeners.echo; nothing was changed");

        // Another rule: in force for the next client, and none that is connected is disturbed.
        Write("bob");
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("policies are reloaded");
        while (!server.Output.Any(line => line.Contains("reason=not-authorized", StringComparison.Ordinal)))
            await using (await ConnectAsync(port)) { }
        Assert.Equal("still here", await live.EchoAsync("still here"));
    }

    private Task<DevelopmentClient> ConnectAsync(int port) => DevelopmentClient.ConnectAsync(_directory.Path, port);

    private void WriteClient()
    {
        var client = _authority.IssueClient();
        _directory.Write("client.crt", client.CertificatePem);
        _directory.Write("client.key", client.KeyPem);
    }

    private void Write(string admitted, string listener = "")
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
            }
            """);
    }
}
