using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.CommandLine;

/// <summary>A configuration from options: what they make, what they need of each other, and that it works and can be kept.</summary>
public sealed class ForwardOptionsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("--listen needs --forward UPSTREAM", "--listen", "127.0.0.1:1")]
    [InlineData("--forward needs --listen ADDRESS:PORT", "--forward", "127.0.0.1:1")]
    [InlineData("--cert needs --listen ADDRESS:PORT and --forward UPSTREAM", "--cert", "a", "--key", "b")]
    [InlineData("--listen and --config cannot be combined", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--config", "a.conf")]
    [InlineData("--listen takes ADDRESS:PORT, [IPv6]:PORT or unix:PATH, not '8443'", "--listen", "8443", "--forward", "127.0.0.1:2")]
    [InlineData("not '::1'", "--listen", "::1", "--forward", "127.0.0.1:2")]
    [InlineData("not '::1:8443'", "--listen", "::1:8443", "--forward", "127.0.0.1:2")]
    [InlineData("not '127.0.0.1:https'", "--listen", "127.0.0.1:https", "--forward", "127.0.0.1:2")]
    [InlineData("--cert needs --key FILE", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--cert", "a")]
    [InlineData("--key needs --cert FILE", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--key", "a")]
    [InlineData("--client-ca needs --allow RULE", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--client-ca", "a")]
    [InlineData("--allow needs --client-ca FILE", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--allow", "any")]
    [InlineData("--allow any admits whom the other --allow do", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--client-ca", "a", "--allow", "any", "--allow", "cn=a")]
    [InlineData("--allow takes any, cn=NAME", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--client-ca", "a", "--allow", "alice")]
    [InlineData("not 'sn=alice'", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--client-ca", "a", "--allow", "sn=alice")]
    [InlineData("--upstream-tls needs --server-ca FILE", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--upstream-tls")]
    [InlineData("--server-ca needs --upstream-tls", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--server-ca", "a")]
    [InlineData("--server-name needs --upstream-tls", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--server-name", "a")]
    [InlineData("--plaintext needs --upstream-tls", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--plaintext")]
    [InlineData("--plaintext asks clients for no certificate", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "--plaintext", "--upstream-tls", "--server-ca", "a", "--client-ca", "a", "--allow", "any")]
    [InlineData("--listen was given an empty text", "--listen", "", "--forward", "127.0.0.1:2")]
    public async Task What_does_not_go_together_is_told(string problem, params string[] options)
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, ["check", .. options]);
        Assert.Equal(2, finished.ExitCode);
        Assert.Empty(finished.Output);
        Assert.Equal(2, finished.Errors.Count);
        Assert.Contains(problem, finished.Errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData()]
    public async Task Every_command_that_takes_them_tells_it(params string[] command)
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, [.. command, "--listen", "127.0.0.1:1"]);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("--listen needs --forward UPSTREAM", finished.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_in_front_of_the_command_are_told() => Assert.Contains(
        "--listen must stand behind 'check'",
        (await ServerProcess.RunAsync(_directory.Path, "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:2", "check")).AllErrors,
        StringComparison.Ordinal);

    public static TheoryData<string, string[]> Kept() => new()
    {
        { "certificates = development", ["--listen", "127.0.0.1:8443", "--forward", "127.0.0.1:8080"] },
        { "client-authentication = none", ["--listen", "[::1]:8443", "--forward", "127.0.0.1:8080", "--forward", "unix:app.sock", "--cert", "server.crt", "--key", "server.key"] },
        { "client-ca = [\"ca.crt\"]", ["--listen", "0.0.0.0:8443", "--forward", "localhost:8080", "--cert", "server.crt", "--key", "server.key", "--client-ca", "ca.crt", "--allow", "cn=alice", "--allow", "uri=spiffe://example.org/*", "--allow", "dns=*.svc", "--allow", "ou=a \"b\" ${c}"] },
        { "authorization.allow = any", ["--listen", "127.0.0.1:8443", "--forward", "127.0.0.1:8080", "--client-ca", "ca.crt", "--allow", "any"] },
        { "server-name = \"db.internal\"", ["--listen", "127.0.0.1:8443", "--forward", "db.example:5432", "--upstream-tls", "--server-ca", "ca.crt", "--server-name", "db.internal"] },
        { "policy = upstream", ["--listen", "unix:in.sock", "--forward", "db.example:5432", "--plaintext", "--upstream-tls", "--server-ca", "ca.crt", "--cert", "client.crt", "--key", "client.key"] },
        { "tls = off", ["--listen", "127.0.0.1:5432", "--forward", "db.example:5432", "--plaintext", "--upstream-tls", "--server-ca", "ca.crt"] },
        { "listeners.main.timeouts.idle = \"5m\"", ["--listen", "127.0.0.1:8443", "--forward", "127.0.0.1:8080", "--set", "actor-tls.listeners.main.timeouts.idle=5m", "--set", "actor-tls.policies.main.alpn=[h2]"] },
    };

    [Theory, MemberData(nameof(Kept))]
    public async Task Check_prints_what_can_be_kept_and_comes_to_the_same(string expected, string[] options)
    {
        WriteCertificates();
        var checkedOptions = await ServerProcess.RunAsync(_directory.Path, ["check", .. options]);
        Assert.True(checkedOptions.ExitCode == 0, checkedOptions.AllErrors);
        Assert.Empty(checkedOptions.Errors);
        Assert.Contains(expected, checkedOptions.AllOutput, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_directory.Path, ".actor-tls")));

        var kept = await ServerProcess.RunAsync(
            _directory.Path, "check", "--config", _directory.Write("kept.conf", checkedOptions.AllOutput));
        Assert.True(kept.ExitCode == 0, kept.AllErrors);
        Assert.Contains("forward (forward)", kept.AllOutput, StringComparison.Ordinal);
        Assert.Contains(options[1], kept.AllOutput.Replace($"unix:{_directory.Path}/", "unix:", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services.forward.upstreams.0 = 192.0.2.1:6379: is not on this machine", "--listen", "127.0.0.1:8443", "--forward", "192.0.2.1:6379")]
    [InlineData("services.forward.upstreams.0 = 8080: has no port", "--listen", "127.0.0.1:8443", "--forward", "8080")]
    [InlineData("listeners.main.address = localhost: is not an address to listen on", "--listen", "localhost:8443", "--forward", "127.0.0.1:1")]
    [InlineData("listeners.main.port = 65536: is out of range", "--listen", "127.0.0.1:65536", "--forward", "127.0.0.1:1")]
    [InlineData("listeners.main.address = 0.0.0.0: would take plaintext from the network", "--listen", "0.0.0.0:1", "--forward", "127.0.0.1:1", "--plaintext", "--upstream-tls", "--server-ca", "ca.crt")]
    [InlineData("policies.main.certificates.0.cert = nowhere.crt", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:1", "--cert", "nowhere.crt", "--key", "server.key")]
    [InlineData("policies.main.authorization.allow.0.uri = spiffe://**/x", "--listen", "127.0.0.1:1", "--forward", "127.0.0.1:1", "--client-ca", "ca.crt", "--allow", "uri=spiffe://**/x")]
    public async Task What_is_wrong_with_a_value_is_told_as_of_a_file(string problem, params string[] options)
    {
        WriteCertificates();
        var finished = await ServerProcess.RunAsync(_directory.Path, ["check", .. options]);
        Assert.Equal(78, finished.ExitCode);
        Assert.Empty(finished.Output);
        var error = Assert.Single(finished.Errors);
        Assert.StartsWith("error: command line:", error, StringComparison.Ordinal);
        Assert.Contains(problem.Replace("nowhere.crt", Path.Combine(_directory.Path, "nowhere.crt"), StringComparison.Ordinal), error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_halves_of_a_tunnel_need_no_file_of_settings()
    {
        WriteCertificates();
        using var upstream = new Upstream();
        await using var server = ServerProcess.Start(
            _directory.Path, "run", "--listen", "127.0.0.1:0", "--forward", upstream.Address, "--cert", "server.crt", "--key", "server.key",
            "--client-ca", "ca.crt", "--allow", "cn=alice");
        var serverPort = await server.WaitForPortAsync("main");
        await using var client = ServerProcess.Start(
            _directory.Path, "--listen", "127.0.0.1:0", "--forward", $"localhost:{serverPort}", "--plaintext",
            "--upstream-tls", "--server-ca", "ca.crt", "--cert", "client.crt", "--key", "client.key");
        var clientPort = await client.WaitForPortAsync("main");

        Assert.Equal("<hello>", await upstream.AskAsync(clientPort, "hello"));

        foreach (var process in (ServerProcess[])[client, server])
        {
            process.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await process.WaitForExitAsync());
        }
        Assert.Contains(server.Output, line => line.Contains("alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_certificate_it_makes_its_own_and_says_so()
    {
        await using var server = ServerProcess.Start(_directory.Path, "--listen", "127.0.0.1:0", "--forward", "127.0.0.1:1");
        await server.WaitForPortAsync("main");
        await server.WaitForOutputAsync("for development only");
        await server.WaitForOutputAsync("^openssl s_client -connect .* -cert .actor-tls/dev/client.crt ");
        Assert.True(File.Exists(Path.Combine(_directory.Path, ".actor-tls", "dev", "server.key")));
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    private void WriteCertificates()
    {
        using var authority = new TestCertificateAuthority();
        foreach (var (name, certificate) in (ReadOnlySpan<(string, IssuedCertificate)>)[("server", authority.IssueServer()), ("client", authority.IssueClient())])
        {
            _directory.Write($"{name}.crt", certificate.CertificatePem);
            File.SetUnixFileMode(_directory.Write($"{name}.key", certificate.KeyPem), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        _directory.Write("ca.crt", authority.CertificatePem);
    }

    /// <summary>A server in plaintext that answers one question, in angle brackets.</summary>
    private sealed class Upstream : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Upstream() => _listener.Start();

        public string Address => _listener.LocalEndpoint.ToString()!;

        public async Task<string> AskAsync(int port, string question)
        {
            using var asking = new TcpClient();
            await asking.ConnectAsync(IPAddress.Loopback, port);
            await asking.Client.SendAsync(Encoding.ASCII.GetBytes(question));
            asking.Client.Shutdown(SocketShutdown.Send);

            using var answering = await _listener.AcceptTcpClientAsync().WaitAsync(Patience);
            var heard = await ReadToEndAsync(answering.Client);
            await answering.Client.SendAsync(Encoding.ASCII.GetBytes($"<{heard}>"));
            answering.Client.Shutdown(SocketShutdown.Send);
            return await ReadToEndAsync(asking.Client);
        }

        public void Dispose() => _listener.Stop();

        private static async Task<string> ReadToEndAsync(Socket socket)
        {
            var text = new StringBuilder();
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer).WaitAsync(Patience) is > 0 and var count)
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            return text.ToString();
        }
    }
}
