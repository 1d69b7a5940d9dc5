using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.CommandLine;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_embedded_default_is_valid_and_checking_it_writes_nothing()
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "check");

        Assert.Equal(0, finished.ExitCode);
        Assert.Empty(finished.Errors);
        Assert.Contains("127.0.0.1:8443", finished.AllOutput, StringComparison.Ordinal);
        Assert.Contains("TLS_AES_128_GCM_SHA256", finished.AllOutput, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Names_are_neither_cut_nor_wrapped_nor_coloured()
    {
        var name = "listener-" + new string('x', 200);
        var finished = await ServerProcess.RunAsync(_directory.Path, "check", "--config", WriteConfiguration(name));

        Assert.True(finished.ExitCode == 0, finished.AllErrors);
        Assert.Contains(finished.Output, line => line.Contains(name, StringComparison.Ordinal) && line.Contains("[::1]:9443", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', finished.AllOutput);
    }

    [Fact]
    public async Task The_versions_shown_are_the_ones_that_are_served()
    {
        var finished = await ServerProcess.RunAsync(
            _directory.Path, "check", "--set", "actor-tls.policies.default.cipher-suites=modern");

        Assert.Equal(0, finished.ExitCode);
        Assert.StartsWith("warning: --set: actor-tls.policies.default.cipher-suites = modern:", Assert.Single(finished.Errors), StringComparison.Ordinal);
        Assert.Contains(finished.Output, line => line.Contains("protocols", StringComparison.Ordinal) && line.EndsWith(" TLSv1.3", StringComparison.Ordinal));
        Assert.DoesNotContain("TLSv1.2", finished.AllOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compatible")]
    [InlineData("strict")]
    public async Task The_certificate_profile_is_shown_and_development_certificates_meet_either(string profile)
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "check", "--set", $"actor-tls.policies.default.certificate-profile={profile}");

        Assert.Equal(0, finished.ExitCode);
        Assert.Empty(finished.Errors);
        Assert.Contains(finished.Output, line => line.Contains("certificate-profile", StringComparison.Ordinal) && line.EndsWith($" {profile}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_profile_is_one_of_two_words()
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "check", "--set", "actor-tls.policies.default.certificate-profile=strickt");

        Assert.Equal(78, finished.ExitCode);
        Assert.Contains("accepted: compatible, strict", Assert.Single(finished.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_error_is_told_with_its_place_value_and_what_is_accepted()
    {
        var path = WriteConfiguration("echo");
        var finished = await ServerProcess.RunAsync(
            _directory.Path, "check", "--config", path,
            "--set", "actor-tls.io.workers=many", "--set", "actor-tls.listeners.echo.polcy=main");

        Assert.Equal(78, finished.ExitCode);
        Assert.Empty(finished.Output);
        Assert.Equal(2, finished.Errors.Count);
        Assert.Contains(finished.Errors, line => line.Contains("actor-tls.io.workers", StringComparison.Ordinal) && line.Contains("many", StringComparison.Ordinal));
        Assert.Contains(finished.Errors, line => line.Contains("actor-tls.listeners.echo.polcy", StringComparison.Ordinal) && line.Contains("policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_with_a_bad_name_has_each_error_told_once()
    {
        var finished = await ServerProcess.RunAsync(
            _directory.Path, "check", "--config", _directory.Write("bad-name.conf", """actor-tls.policies."bad name" { }"""));

        Assert.Equal(78, finished.ExitCode);
        Assert.Single(finished.Errors, line => line.Contains("certificates: ", StringComparison.Ordinal));
        Assert.Single(finished.Errors, line => line.Contains("client-ca: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_of_every_kind_are_told_at_once()
    {
        var path = WriteConfiguration("echo");
        File.Delete(Path.Combine(_directory.Path, "ca.crt"));
        var finished = await ServerProcess.RunAsync(
            _directory.Path, "check", "--config", path,
            "--set", "actor-tls.listeners.echo.port=70000",
            "--set", "actor-tls.policies.second.certificates=development",
            "--set", "actor-tls.policies.second.client-authentication=none",
            "--set", "actor-tls.policies.second.cipher-suites=SSL_RSA_WITH_RC4_128_MD5",
            "--set", "actor-tls.policies.third.certificates=development",
            "--set", "actor-tls.policies.third.client-ca=development",
            "--set", """actor-tls.policies.third.authorization.allow=[{ uri = "spiffe://**/x" }]""");

        Assert.Equal(78, finished.ExitCode);
        foreach (var expected in new[] { "70000", "ca.crt", "RC4", "spiffe://**/x" })
            Assert.Contains(finished.Errors, line => line.Contains(expected, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(_directory.Path, ".actor-tls")));
    }

    [Theory]
    [InlineData("}}}{{{ = [")]
    [InlineData("c = [ }")]
    [InlineData("\u0000\u0001\u0002")]
    [InlineData("actor-tls { listeners { echo {")]
    public async Task Garbage_is_an_error_with_a_line(string garbage)
    {
        var path = _directory.Write("garbage.conf", garbage);

        foreach (var command in new[] { "check", "run" })
        {
            var finished = await ServerProcess.RunAsync(_directory.Path, command, "--config", path);
            Assert.Equal(78, finished.ExitCode);
            Assert.NotEmpty(finished.Errors);
            Assert.All(finished.Errors, line => Assert.StartsWith("error: ", line, StringComparison.Ordinal));
            Assert.Contains("garbage.conf:1", finished.Errors[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_missing_is_an_error()
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "check", "--config", "nowhere.conf");

        Assert.Equal(78, finished.ExitCode);
        Assert.Contains("nowhere.conf", Assert.Single(finished.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_files_that_are_missing_or_do_not_match_are_errors()
    {
        using var authority = new TestCertificateAuthority();
        var path = WriteConfiguration("echo");
        _directory.Write("server.key", authority.IssueServer().KeyPem);
        File.Delete(Path.Combine(_directory.Path, "ca.crt"));

        var finished = await ServerProcess.RunAsync(_directory.Path, "check", "--config", path);

        Assert.Equal(78, finished.ExitCode);
        Assert.Equal(2, finished.Errors.Count);
        Assert.Contains(finished.Errors, line => line.Contains("server.key", StringComparison.Ordinal));
        Assert.Contains(finished.Errors, line => line.Contains("ca.crt", StringComparison.Ordinal));
        Assert.All(finished.Errors, line => Assert.Contains("own.conf:", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_authorities_without_a_revocation_list_are_named()
    {
        var path = WriteConfiguration("echo");
        using var listed = new TestCertificateAuthority("Listed CA");
        using var first = new TestCertificateAuthority("First CA");
        using var second = new TestCertificateAuthority("Second CA");
        _directory.Write("ca.crt", listed.CertificatePem + first.CertificatePem + second.CertificatePem);
        var list = new CertificateRevocationListBuilder().Build(
            listed.Certificate, BigInteger.One, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256);
        await File.WriteAllBytesAsync(Path.Combine(_directory.Path, "listed.crl"), list);

        var finished = await ServerProcess.RunAsync(
            _directory.Path, "check", "--config", path, "--set", "actor-tls.policies.main.client-crl=[\"listed.crl\"]");

        Assert.Equal(78, finished.ExitCode);
        Assert.Equal(2, finished.Errors.Count);
        Assert.Contains("the CA \"CN=First CA\", for which client-crl has no list", finished.Errors[0], StringComparison.Ordinal);
        Assert.Contains("the CA \"CN=Second CA\", for which client-crl has no list", finished.Errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_never_printed()
    {
        var path = WriteConfiguration("echo");
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(_directory.Path, "server.key")));
        _directory.Write("server.key", key.ExportEncryptedPkcs8PrivateKeyPem(
            "hunter2", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        _directory.Write("right.pass", "hunter2\n");
        _directory.Write("wrong.pass", "hunter2x\n");
        string Entry(string password) => $$"""actor-tls.policies.main.certificates=[{ cert = "server.crt", key = "server.key", password-file = "{{password}}" }]""";

        var right = await ServerProcess.RunAsync(_directory.Path, "check", "--config", path, "--set", Entry("right.pass"));
        Assert.Equal((0, ""), (right.ExitCode, right.AllErrors));
        Assert.DoesNotContain("hunter2", right.AllOutput, StringComparison.Ordinal);

        var wrong = await ServerProcess.RunAsync(_directory.Path, "check", "--config", path, "--set", Entry("wrong.pass"));
        Assert.Equal(78, wrong.ExitCode);
        Assert.Contains("server.key: does not open with the password in", Assert.Single(wrong.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", wrong.AllErrors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_a_warning()
    {
        var path = WriteConfiguration("echo");
        File.SetUnixFileMode(
            Path.Combine(_directory.Path, "server.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var finished = await ServerProcess.RunAsync(_directory.Path, "check", "--config", path);

        Assert.Equal(0, finished.ExitCode);
        var warning = Assert.Single(finished.Errors);
        Assert.StartsWith("warning: ", warning, StringComparison.Ordinal);
        Assert.Contains("server.key", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_directory_that_others_may_write_to_is_an_error()
    {
        var state = Directory.CreateDirectory(Path.Combine(_directory.Path, ".actor-tls"));
        state.UnixFileMode |= UnixFileMode.OtherWrite;

        var finished = await ServerProcess.RunAsync(_directory.Path, "check");

        Assert.Equal(78, finished.ExitCode);
        Assert.Contains("others may write", Assert.Single(finished.Errors), StringComparison.Ordinal);
    }

    private string WriteConfiguration(string listener)
    {
        using var authority = new TestCertificateAuthority();
        var server = authority.IssueServer();
        _directory.Write("server.crt", server.CertificatePem);
        _directory.Write("server.key", server.KeyPem);
        _directory.Write("ca.crt", authority.CertificatePem);
        return _directory.Write("own.conf", $$"""
            actor-tls {
              policies.main {
                certificates = [ { cert = "server.crt", key = "server.key" } ]
                client-authentication = require
                client-ca = ["ca.crt"]
                authorization.allow = [ { common-name = "alice" } ]
              }
              services.echo { type = echo }
              listeners.{{listener}} { address = "::1", port = 9443, policy = main, service = echo }
            }
            """);
    }
}
