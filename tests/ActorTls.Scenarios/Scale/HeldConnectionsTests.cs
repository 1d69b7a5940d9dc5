using System.Globalization;
using System.Net;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;
using Xunit.Abstractions;

namespace ActorTls.Scenarios.Scale;

/// <summary>
/// What an idle connection with a client certificate costs: resident memory of the server's process with thousands of
/// them, less that without, by their number. The server is not asked to tidy up before.
/// </summary>
public sealed class HeldConnectionsTests(ITestOutputHelper output)
{
    private const int Held = 5_000;
    private const int Few = 500;
    private const int DescriptorsNeeded = Held + 500;
    private const double KibibytesAtMost = 20;

    [SkippableTheory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task Five_thousand_idle_connections_cost_at_most_20_KiB_each(TlsProtocols version)
    {
        Skip.If(HardDescriptorLimit() < DescriptorsNeeded, $"ulimit -Hn is below {DescriptorsNeeded}");
        using var directory = new TemporaryDirectory();
        using var authority = new TestCertificateAuthority();
        await using var server = StartServer(directory, authority);
        var endPoint = new IPEndPoint(IPAddress.Loopback, await server.WaitForPortAsync("scale"));
        using var context = EngineClient.CreateContext(authority.CertificatePem, authority.IssueClient(), version);

        // The code that serves is compiled, and what is allocated once is there, before the first figure is taken.
        var few = Connect(Few, context, endPoint);
        await ReleaseAsync(few, server, Few);
        var without = await MemoryFigures.SettledResidentOf(server.Id, tolerance: 64 * 1024);

        var held = Connect(Held, context, endPoint);
        var with = await MemoryFigures.SettledResidentOf(server.Id, tolerance: 64 * 1024);
        var each = (with - without) / 1024.0 / Held;
        output.WriteLine($"{version}: {without / 1024} KiB without, {with / 1024} KiB with {Held} connections: {each:F1} KiB each");

        // They are all there, and still of use.
        foreach (var client in held) client.Echo([2]);
        await ReleaseAsync(held, server, Few + Held);
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

    private static async Task ReleaseAsync(List<EngineClient> clients, ServerProcess server, int closedUntilThen)
    {
        foreach (var client in clients)
        {
            client.FinishAndAwaitEnd();
            client.Dispose();
        }
        var deadline = DateTime.UtcNow + ServerProcess.Patience;
        while (server.Output.Count(line => line.Contains("connection closed", StringComparison.Ordinal)) < closedUntilThen)
        {
            Assert.True(DateTime.UtcNow < deadline, "not every connection was logged as closed");
            await Task.Delay(100);
        }
    }

    private static long HardDescriptorLimit()
    {
        var line = File.ReadLines("/proc/self/limits").First(each => each.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return hard == "unlimited" ? long.MaxValue : long.Parse(hard, CultureInfo.InvariantCulture);
    }
}
