using System.Net;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Deploying;

/// <summary>
/// Deployments while 200 connections work the whole time and others come and go: nobody notices, and whoever begins a
/// handshake when a deployment is done sees what was deployed.
/// </summary>
public sealed class DeploymentUnderLoadTests : IDisposable
{
    private const int Deployments = 50;

    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificateAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Fifty_certificates_in_a_row_are_seen_at_once_and_nobody_loses_anything()
    {
        await using var server = await TestServer.StartAsync();
        using (var load = await DeploymentLoad.StartAsync(
            server.EndPoint, server.Authority.CertificatePem, server.Authority.IssueClient()))
        {
            for (var i = 0; i < Deployments; i++)
            {
                var next = server.Authority.IssueServer();
                server.Replace("server", next);
                await server.DeployAsync();

                Assert.Equal(Encoded(next), load.Look(i % 2 == 0 ? TlsProtocols.Tls13 : TlsProtocols.Tls12));
                await load.AssertServedAsync();
            }
            await load.StopAsync();
            Assert.InRange(load.Visits, 2 * Deployments, long.MaxValue);
        }

        // Not one ended in another way than its client did.
        while (server.Log.TryNextClosed() is { } closed) Assert.Equal("peer-finished", closed.Reason);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Fifty_broken_deployments_in_a_row_change_nothing_and_nobody_loses_anything()
    {
        var current = _authority.IssueServer();
        Restore(current);
        await using var server = StartServer();
        var endPoint = new IPEndPoint(IPAddress.Loopback, await server.WaitForPortAsync());
        using (var load = await DeploymentLoad.StartAsync(endPoint, _authority.CertificatePem, _authority.IssueClient()))
        {
            for (var i = 0; i < Deployments; i++)
            {
                var (what, error) = Break(i % Kinds);
                server.Signal(PosixSignal.SIGHUP);
                await WaitForAsync(server, "the deployment was refused", i + 1);
                Assert.True(server.Output.Any(line => line.Contains(error, StringComparison.Ordinal)), $"{what}: {error}");

                Assert.Equal(Encoded(current), load.Look(i % 2 == 0 ? TlsProtocols.Tls13 : TlsProtocols.Tls12));
                Restore(current);
            }
            await load.AssertServedAsync();

            // And what is whole again is deployed.
            Restore(_authority.IssueServer());
            server.Signal(PosixSignal.SIGHUP);
            await WaitForAsync(server, "deployed; listeners: 1", 1);
            Assert.NotEqual(Encoded(current), load.Look(TlsProtocols.Tls13));
            await load.StopAsync();
        }
        await AssertEndsCleanlyAsync(server);
    }

    [Fact]
    public async Task Files_that_are_replaced_at_any_moment_are_never_served_as_a_mixed_pair()
    {
        Restore(_authority.IssueServer());
        await using var server = StartServer();
        var endPoint = new IPEndPoint(IPAddress.Loopback, await server.WaitForPortAsync());
        using (var load = await DeploymentLoad.StartAsync(endPoint, _authority.CertificatePem, _authority.IssueClient()))
        {
            // One after the other, in place, and at no moment that has to do with the server's. A client of the load verifies
            // that the server has the key of the certificate that it shows.
            using var enough = new CancellationTokenSource();
            var pairs = Enumerable.Range(0, 8).Select(_ => _authority.IssueServer()).ToList();
            var replacing = Task.Run(async () =>
            {
                for (var i = 0; !enough.IsCancellationRequested; i++)
                {
                    File.WriteAllText(PathOf("server.crt"), pairs[i % pairs.Count].CertificatePem);
                    await Task.Delay(i % 5);
                    File.WriteAllText(PathOf("server.key"), pairs[i % pairs.Count].KeyPem);
                    await Task.Delay(i % 7);
                }
            });

            for (var i = 0; i < Deployments; i++)
            {
                server.Signal(PosixSignal.SIGHUP);
                await WaitForAsync(server, "(deployed; listeners|the deployment was refused)", i + 1);
            }
            await enough.CancelAsync();
            await replacing;

            Assert.Contains(server.Output, line => line.Contains("deployed; listeners", StringComparison.Ordinal));

            var last = _authority.IssueServer();
            Restore(last);
            server.Signal(PosixSignal.SIGHUP);
            await WaitForAsync(server, "(deployed; listeners|the deployment was refused)", Deployments + 1);
            Assert.Equal(Encoded(last), load.Look(TlsProtocols.Tls13));
            await load.StopAsync();
        }
        await AssertEndsCleanlyAsync(server);
    }

    private const int Kinds = 10;

    /// <summary>Breaks one thing, and returns what the log says then.</summary>
    private (string What, string Error) Break(int kind)
    {
        switch (kind)
        {
            case 0: return Write("server.key", _authority.IssueServer().KeyPem, "is not the private key of the certificate");
            case 1: return Write("server.crt", "garbage", "server.crt: is not PEM");
            case 2: return Write("server.key", "garbage", "server.key: is not PEM");
            case 3: return Write("server.crt", "", "server.crt: is an empty file");
            case 4: return Delete("server.key", "server.key: does not exist");
            case 5: return Delete("ca.crt", "ca.crt: does not exist");
            case 6:
                return Write(
                    "server.crt", _authority.IssueServer(notBefore: DateTimeOffset.UtcNow.AddDays(-9), notAfter: DateTimeOffset.UtcNow.AddDays(-1)).CertificatePem,
                    "server.crt: expired at");
            case 7: return Write("ca.crl", RevocationList(DateTimeOffset.UtcNow.AddDays(-1)), "ca.crl: ");
            case 8: return Write("own.conf", "actor-tls {", "own.conf");
            default: return Write("more.conf", "actor-tls.policies.main.protocols = [\"TLSv1.0\"]", "is obsolete");
        }
    }

    private (string What, string Error) Write(string name, string content, string error)
    {
        _directory.Write(name, content);
        return (name, error);
    }

    private (string What, string Error) Delete(string name, string error)
    {
        File.Delete(PathOf(name));
        return (name, error);
    }

    private void Restore(IssuedCertificate certificate)
    {
        _directory.Write("ca.crt", _authority.CertificatePem);
        _directory.Write("ca.crl", RevocationList(DateTimeOffset.UtcNow.AddDays(1)));
        _directory.Write("server.crt", certificate.CertificatePem);
        _directory.Write("server.key", certificate.KeyPem);
        _directory.Write("more.conf", "");
        _directory.Write("own.conf", """
            include "more.conf"
            actor-tls {
              policies.main {
                certificates = [{ cert = "server.crt", key = "server.key" }]
                client-ca = ["ca.crt"]
                client-crl = ["ca.crl"]
                authorization.allow = [{ common-name = "alice" }]
              }
              services.echo { type = echo }
              listeners.echo { address = "127.0.0.1", port = 0, policy = main, service = echo }
            }
            """);
    }

    private ServerProcess StartServer() => ServerProcess.Start(_directory.Path, "run", "--config", "own.conf");

    private string PathOf(string name) => Path.Combine(_directory.Path, name);

    private string RevocationList(DateTimeOffset nextUpdate)
    {
        var list = new CertificateRevocationListBuilder().Build(
            _authority.Certificate, BigInteger.One, nextUpdate, HashAlgorithmName.SHA256, thisUpdate: nextUpdate.AddDays(-5));
        return PemEncoding.WriteString("X509 CRL", list);
    }

    private static byte[] Encoded(IssuedCertificate certificate)
    {
        using var parsed = X509Certificate2.CreateFromPem(certificate.CertificatePem);
        return parsed.RawData;
    }

    private static async Task WaitForAsync(ServerProcess server, string pattern, int times)
    {
        var regex = new System.Text.RegularExpressions.Regex(pattern);
        var deadline = DateTime.UtcNow + ServerProcess.Patience;
        while (server.Output.Count(line => regex.IsMatch(line)) < times)
        {
            Assert.True(DateTime.UtcNow < deadline, $"/{pattern}/ was not logged {times} times:\n{string.Join('\n', server.Output.TakeLast(20))}");
            await Task.Delay(10);
        }
    }

    private static async Task AssertEndsCleanlyAsync(ServerProcess server)
    {
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Empty(server.Errors);
        Assert.All(
            server.Output.Where(line => line.Contains("connection closed", StringComparison.Ordinal)),
            line => Assert.Contains("reason=peer-finished", line, StringComparison.Ordinal));
    }
}
