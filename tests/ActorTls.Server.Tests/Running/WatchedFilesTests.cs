using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

/// <summary><c>reload.interval</c>: the server looks at its files itself, and deploys what has changed.</summary>
public sealed partial class WatchedFilesTests : IDisposable
{
    private const string Every = "reload.interval = 1s";
    private const string Asked = "info .*reload requested by reload.interval; changed: ";

    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificateAuthority _authority = new();

    public WatchedFilesTests() => WriteCertificate(_authority.IssueServer());

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_file_that_is_renamed_into_place_is_deployed_and_one_that_was_touched_is_not_named()
    {
        WriteConfiguration(Every);
        await using var server = Start();
        await server.WaitForPortAsync();

        File.SetLastWriteTimeUtc(PathOf("server.crt"), DateTime.UtcNow);
        File.WriteAllText(PathOf("server.key"), await File.ReadAllTextAsync(PathOf("server.key")));
        WriteConfiguration($"{Every}\n{Listener("second")}", "new.conf");
        File.Move(PathOf("new.conf"), PathOf("own.conf"), overwrite: true);

        await server.WaitForPortAsync("second");
        await server.WaitForOutputAsync("deployed; listeners: 2, opened: 1");
        Assert.EndsWith($"changed: {PathOf("own.conf")}", Assert.Single(server.Output, IsReload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_replaced_by_a_swap_of_the_link_to_its_directory()
    {
        // As Kubernetes mounts a secret, and updates it.
        foreach (var name in new[] { "server.crt", "server.key" }) File.Delete(PathOf(name));
        MakeVersion("..1", _authority.IssueServer());
        Directory.CreateSymbolicLink(PathOf("..data"), "..1");
        foreach (var name in new[] { "server.crt", "server.key" }) File.CreateSymbolicLink(PathOf(name), $"..data/{name}");
        WriteConfiguration(Every);
        await using var server = Start();
        var port = await server.WaitForPortAsync();

        var renewed = _authority.IssueServer();
        MakeVersion("..2", renewed);
        Directory.CreateSymbolicLink(PathOf("..data_tmp"), "..2");
        Assert.Equal(0, rename(PathOf("..data_tmp"), PathOf("..data")));
        Directory.Delete(PathOf("..1"), recursive: true);

        await server.WaitForOutputAsync($"{Asked}{PathOf("server.crt")}, {PathOf("server.key")}$");
        await server.WaitForOutputAsync("deployed; ");
        using var expected = X509Certificate2.CreateFromPem(renewed.CertificatePem);
        await ConnectAsync(port, expected);
        Assert.DoesNotContain(server.Output, line => line.Contains("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_being_written_is_deployed_when_it_is_complete()
    {
        const string Seldom = "reload.interval = 2s";   // The writer below never pauses for as long.
        WriteConfiguration($"{Seldom}\nlogging.level = debug");
        await using var server = Start();
        await server.WaitForPortAsync();

        WriteConfiguration($"{Seldom}\n{Listener("second")}", "whole.conf");
        var whole = await File.ReadAllTextAsync(PathOf("whole.conf"));
        var half = whole[..(whole.Length / 2)];
        await File.WriteAllTextAsync(PathOf("own.conf"), half);
        for (var padding = 0; server.Output.Count(line => line.Contains("files have changed", StringComparison.Ordinal)) < 3; padding++)
        {
            Assert.True(padding < 6000, "the looks did not come");
            await Task.Delay(10);
            await File.AppendAllTextAsync(PathOf("own.conf"), "\n");
        }
        await File.WriteAllTextAsync(PathOf("own.conf"), whole);

        await server.WaitForPortAsync("second");
        Assert.DoesNotContain(server.Output, line => line.Contains("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_file_is_refused_once_and_deployed_when_it_is_mended()
    {
        WriteConfiguration(Every);
        await using var server = Start();
        await server.WaitForPortAsync();

        var key = await File.ReadAllTextAsync(PathOf("server.key"));
        _directory.Write("server.key", "garbage");
        await server.WaitForOutputAsync("error .*server.key: is not PEM");
        await server.WaitForOutputAsync("the deployment was refused; errors: 1; nothing was changed");

        File.Delete(PathOf("server.key"));
        await server.WaitForOutputAsync("error .*server.key: does not exist");

        // The content that is in force already, but not what was loaded last.
        _directory.Write("server.key", key);
        await server.WaitForOutputAsync("deployed; listeners: 1");
        Assert.Equal(2, server.Output.Count(line => line.Contains("the deployment was refused", StringComparison.Ordinal)));
        Assert.Equal(3, server.Output.Count(IsReload));
    }

    [Fact]
    public async Task The_interval_is_set_and_turned_off_by_the_reload_itself()
    {
        WriteConfiguration();
        await using var server = Start();
        await using var witness = Start("--set", "actor-tls.reload.interval=1s");
        await server.WaitForPortAsync();
        await witness.WaitForPortAsync();

        // Two changes that the witness deploys one after the other, and that this server does not see.
        foreach (var name in new[] { "first", "second" })
        {
            WriteConfiguration(Listener(name));
            await witness.WaitForPortAsync(name);
        }
        Assert.DoesNotContain(server.Output, line => line.Contains("reload requested", StringComparison.Ordinal));

        WriteConfiguration($"{Every}\n{Listener("third")}");
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("info .*reload requested by SIGHUP");
        await server.WaitForPortAsync("third");

        WriteConfiguration($"reload.interval = off\n{Listener("fourth")}");
        await server.WaitForPortAsync("fourth");

        await witness.WaitForPortAsync("fourth");
        foreach (var name in new[] { "fifth", "sixth" })
        {
            WriteConfiguration(Listener(name));
            await witness.WaitForPortAsync(name);
        }
        Assert.Single(server.Output, IsReload);
    }

    private static bool IsReload(string line) => line.Contains("reload requested by reload.interval", StringComparison.Ordinal);

    private static string Listener(string name) => $$"""listeners.{{name}} { address = "127.0.0.1", port = 0, policy = main, service = echo }""";

    private ServerProcess Start(params string[] more) => ServerProcess.Start(_directory.Path, ["run", "--config", "own.conf", .. more]);

    private string PathOf(string name) => Path.Combine(_directory.Path, name);

    private void MakeVersion(string directory, IssuedCertificate certificate)
    {
        Directory.CreateDirectory(PathOf(directory));
        WriteCertificate(certificate, directory);
    }

    private void WriteCertificate(IssuedCertificate certificate, string directory = "")
    {
        _directory.Write(Path.Combine(directory, "server.crt"), certificate.CertificatePem);
        _directory.Write(Path.Combine(directory, "server.key"), certificate.KeyPem);
    }

    private void WriteConfiguration(string more = "", string name = "own.conf") => _directory.Write(name, $$"""
        actor-tls {
          policies.main { certificates = [{ cert = "server.crt", key = "server.key" }], client-authentication = none }
          services.echo { type = echo }
          {{Listener("echo")}}
          {{more}}
        }
        """);

    /// <summary>Fails unless the server shows this certificate.</summary>
    private static async Task ConnectAsync(int port, X509Certificate2 expected)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new SslStream(
            tcp.GetStream(), leaveInnerStreamOpen: false, (_, served, _, _) => served?.GetCertHashString() == expected.Thumbprint);
        await stream.AuthenticateAsClientAsync("localhost").WaitAsync(ServerProcess.Patience);
    }

    // File.Move finds no file where a link to a directory is.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);
}
