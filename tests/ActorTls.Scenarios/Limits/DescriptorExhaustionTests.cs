using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Limits;

/// <summary>The process runs out of descriptors, and gets some back. Needs a process of its own, whose limit is lowered.</summary>
public sealed class DescriptorExhaustionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificateAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_listener_pauses_once_and_accepts_again_after_relief(bool byClosing)
    {
        Skip.IfNot(File.Exists("/usr/bin/prlimit"), "prlimit is missing: apt-get install util-linux");
        await using var server = ServerProcess.Start(_directory.Path, "run", "--config", WriteConfiguration());
        var port = await server.WaitForPortAsync("test");
        await using var old = await ConnectAsync(port);
        await old.EchoAsync();

        SetLimit(server.Id, LimitThatLeaves(server.Id, free: 20));
        var crowd = new List<RawClient>();
        for (var i = 0; i < 60; i++) crowd.Add(await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)));
        try
        {
            await server.WaitForOutputAsync("listener test pauses accepting: out-of-descriptors");
            await old.EchoAsync("still served");

            // What it costs to wait: a loop that were told of the backlog again and again would take a processor.
            var before = ProcessorTime(server.Id);
            var start = Stopwatch.GetTimestamp();
            await Task.Delay(TimeSpan.FromSeconds(2));
            var share = (ProcessorTime(server.Id) - before) / Stopwatch.GetElapsedTime(start);
            Assert.True(share < 0.5, $"The paused server takes {share:P0} of a processor.");
            await old.EchoAsync("still served");
            Assert.DoesNotContain(server.Output, line => line.Contains("accepts again", StringComparison.Ordinal));
            Assert.Single(server.Output, line => line.Contains("pauses accepting", StringComparison.Ordinal));

            if (byClosing) crowd.ForEach(client => client.Reset());
            else SetLimit(server.Id, 4096);
            await server.WaitForOutputAsync("listener test accepts again after");
            await using var next = await ConnectAsync(port);
            await next.EchoAsync();
        }
        finally
        {
            crowd.ForEach(client => client.Dispose());
        }
        Assert.Empty(server.Errors);
        Assert.DoesNotContain(server.Output, line => line.Contains("internal-error", StringComparison.Ordinal));
    }

    private string WriteConfiguration()
    {
        var server = _authority.IssueServer();
        _directory.Write("ca.crt", _authority.CertificatePem);
        _directory.Write("server.crt", server.CertificatePem);
        _directory.Write("server.key", server.KeyPem);
        return _directory.Write("test.conf", """
            actor-tls {
              policies.test {
                certificates = [{ cert = "server.crt", key = "server.key" }]
                client-ca = ["ca.crt"]
                authorization.allow = any
              }
              services.echo { type = echo }
              listeners.test {
                port = 0, policy = "test", service = "echo", timeouts.handshake = 10m
              }
            }
            """);
    }

    private async Task<TlsClient> ConnectAsync(int port)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        using var certificate = _authority.IssueClient().ToX509();
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
        }).WaitAsync(TlsClient.Patience);
        return new TlsClient(tcp, tls);
    }

    /// <summary>The limit is one of numbers, and not all below the highest one are in use.</summary>
    private static int LimitThatLeaves(int process, int free)
    {
        var used = new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos()
            .Select(entry => int.Parse(entry.Name, CultureInfo.InvariantCulture)).ToHashSet();
        var limit = 0;
        for (; free > 0; limit++)
        {
            if (!used.Contains(limit)) free--;
        }
        return limit;
    }

    private static void SetLimit(int process, int descriptors)
    {
        using var prlimit = Process.Start("/usr/bin/prlimit", ["--pid", $"{process}", $"--nofile={descriptors}:"]);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }

    private static TimeSpan ProcessorTime(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.TotalProcessorTime;
    }
}
