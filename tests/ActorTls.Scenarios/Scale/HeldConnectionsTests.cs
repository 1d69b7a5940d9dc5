using System.Net;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;
using Xunit.Abstractions;

namespace ActorTls.Scenarios.Scale;

/// <summary>
/// What an idle connection with a client certificate costs: the resident memory of the server's process that five thousand
/// of them add to a few hundred. Those few stay, so that what a freed connection leaves behind does not make the next
/// one look cheaper than it is. The server is not asked to tidy up before.
/// </summary>
public sealed class HeldConnectionsTests(ITestOutputHelper output)
{
    private const int Held = 5_000;
    private const int Few = 500;
    private const int DescriptorsNeeded = Held + Few + 500;
    private const double KibibytesAtMost = 18;

    [SkippableTheory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task Five_thousand_idle_connections_cost_at_most_18_KiB_each(TlsProtocols version)
    {
        Skip.If(DescriptorLimit.Hard < DescriptorsNeeded, $"ulimit -Hn is below {DescriptorsNeeded}");
        using var directory = new TemporaryDirectory();
        using var authority = new TestCertificateAuthority();
        await using var server = StartServer(directory, authority);
        var endPoint = new IPEndPoint(IPAddress.Loopback, await server.WaitForPortAsync("scale"));
        using var context = EngineClient.CreateContext(authority.CertificatePem, authority.IssueClient(), version);

        // With the first few the code that serves is compiled, and what is allocated once is there.
        var clients = Connect(Few, context, endPoint);
        var before = await MemoryFigures.SettledResidentOf(server.Id, tolerance: 64 * 1024);
        clients.AddRange(Connect(Held, context, endPoint));
        var after = await MemoryFigures.SettledResidentOf(server.Id, tolerance: 64 * 1024);
        var each = (after - before) / 1024.0 / Held;
        output.WriteLine($"{version}: {before / 1024} KiB with {Few} connections, {after / 1024} KiB with {Few + Held}: {each:F1} KiB each");

        // They are all there, and still of use.
        foreach (var client in clients) client.Echo([2]);
        await ReleaseAsync(clients, server);
        Assert.True(each <= KibibytesAtMost, $"an idle connection costs {each:F1} KiB");
    }

    private static ServerProcess StartServer(TemporaryDirectory directory, TestCertificateAuthority authority)
    {
        var certificate = authority.IssueServer();
        directory.Write("ca.crt", authority.CertificatePem);
        directory.Write("server.crt", certificate.CertificatePem);
        directory.Write("server.key", certificate.KeyPem);
        var configuration = directory.Write("server.conf", """
            actor-tls {
              policies.scale {
                certificates = [{ cert = "server.crt", key = "server.key" }]
                client-ca = ["ca.crt"]
                authorization.allow = [{ common-name = "alice" }]
              }
              services.echo { type = echo }
              listeners.scale { address = "127.0.0.1", port = 0, policy = "scale", service = "echo" }
            }
            """);
        return ServerProcess.Start(directory.Path, "run", "--config", configuration);
    }

    private static List<EngineClient> Connect(int count, ITlsClientContext context, IPEndPoint server)
    {
        var clients = new List<EngineClient>(count);
        while (clients.Count < count)
        {
            var client = EngineClient.Establish(context, server);
            client.Echo([1]);
            clients.Add(client);
        }
        return clients;
    }

    private static async Task ReleaseAsync(List<EngineClient> clients, ServerProcess server)
    {
        foreach (var client in clients)
        {
            client.CompleteWritesAndAwaitEnd();
            client.Dispose();
        }
        var deadline = DateTime.UtcNow + ServerProcess.Patience;
        while (server.Output.Count(line => line.Contains("connection closed", StringComparison.Ordinal)) < clients.Count)
        {
            Assert.True(DateTime.UtcNow < deadline, "not every connection was logged as closed");
            await Task.Delay(100);
        }
    }
}
