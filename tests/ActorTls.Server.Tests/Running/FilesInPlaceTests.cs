using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

/// <summary>Whatever stands in the place of a file, the server says so and goes on.</summary>
public sealed class FilesInPlaceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificateAuthority _authority = new();

    public FilesInPlaceTests() => Write(_authority.IssueServer());

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_FIFO_in_the_place_of_a_file_is_refused_and_later_reloads_are_answered()
    {
        await using var server = ServerProcess.Start(_directory.Path, "run", "--config", "own.conf");
        await server.WaitForPortAsync();

        foreach (var name in new[] { "server.key", "own.conf" })
        {
            MakeFifo(name);
            server.Signal(PosixSignal.SIGHUP);
            await server.WaitForOutputAsync($"error .*{name}.*it is a FIFO, and only regular files are read");
        }
        await server.WaitForOutputAsync("the deployment was refused");
        var check = await ServerProcess.RunAsync(_directory.Path, "check", "--config", "own.conf");
        Assert.Equal(78, check.ExitCode);

        Write(_authority.IssueServer());
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("deployed; listeners: 1");
    }

    [Fact]
    public async Task Without_its_working_directory_it_starts_checks_and_reloads_what_is_absolute()
    {
        var gone = Directory.CreateDirectory(Path.Combine(_directory.Path, "gone")).FullName;
        var configuration = Path.Combine(_directory.Path, "own.conf");
        await using var server = ServerProcess.Start(gone, "run", "--config", configuration);
        await server.WaitForPortAsync();

        Directory.Delete(gone);
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("deployed; listeners: 1");

        foreach (var (arguments, code, told) in new[]
        {
            ($"check --config {configuration}", 0, ""),
            ("check --config own.conf", 78, "own.conf: cannot be read: there is no such file"),
            ("run", 78, "cannot make the directory"),
            ("dev-certs", 1, "cannot make the directory ."),
        })
        {
            var (exit, errors) = await RunWhereNothingIsAsync(arguments);
            Assert.True(exit == code, errors);
            Assert.Contains(told, errors, StringComparison.Ordinal);
            Assert.DoesNotContain("unexpected", errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_configuration_from_a_pipe_is_relative_to_the_working_directory()
    {
        var (exit, errors) = await RunShellAsync("cat own.conf | \"$0\" \"$1\" check --config /dev/stdin");
        Assert.True(exit == 0, errors);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task An_odd_certificate_is_a_line_and_no_failure_in_check_and_reload()
    {
        await using var server = ServerProcess.Start(_directory.Path, "run", "--config", "own.conf");
        await server.WaitForPortAsync();

        Write(OddCertificate());
        var check = await ServerProcess.RunAsync(_directory.Path, "check", "--config", "own.conf");
        Assert.Equal(0, check.ExitCode);
        Assert.Contains("server.crt: has the DNS name \"bücher.example\"", Assert.Single(check.Errors), StringComparison.Ordinal);

        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("warning .*server.crt: has the DNS name");
        await server.WaitForOutputAsync("deployed; listeners: 1");
    }

    private void Write(IssuedCertificate server)
    {
        // Not written into what may be a FIFO, which would be waited for.
        foreach (var name in new[] { "own.conf", "server.crt", "server.key" }) File.Delete(Path.Combine(_directory.Path, name));
        _directory.Write("server.crt", server.CertificatePem);
        _directory.Write("server.key", server.KeyPem);
        _directory.Write("own.conf", """
            actor-tls {
              policies.main { certificates = [{ cert = "server.crt", key = "server.key" }], client-authentication = none }
              services.echo { type = echo }
              listeners.echo { address = "127.0.0.1", port = 0, policy = main, service = echo }
            }
            """);
    }

    private static IssuedCertificate OddCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=odd", key, HashAlgorithmName.SHA256);
        var name = "bücher.example"u8;
        byte[] names = [0x30, (byte)(name.Length + 2), 0x82, (byte)name.Length, .. name];
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", names, critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return new IssuedCertificate(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private void MakeFifo(string name)
    {
        var path = Path.Combine(_directory.Path, name);
        File.Delete(path);
        using var make = Process.Start("mkfifo", path)!;
        make.WaitForExit();
    }

    private Task<(int Code, string Errors)> RunWhereNothingIsAsync(string arguments) =>
        RunShellAsync($"mkdir nothing && cd nothing && rmdir ../nothing && exec \"$0\" \"$1\" {arguments}");

    private async Task<(int Code, string Errors)> RunShellAsync(string script)
    {
        var start = new ProcessStartInfo("sh", ["-c", script, "dotnet", Path.Combine(AppContext.BaseDirectory, "actor-tls.dll")])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync().WaitAsync(ServerProcess.Patience);
            await output.WaitAsync(ServerProcess.Patience);
            await process.WaitForExitAsync().WaitAsync(ServerProcess.Patience);
            return (process.ExitCode, errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
