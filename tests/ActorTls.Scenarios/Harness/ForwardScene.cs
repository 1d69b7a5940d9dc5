using System.Net;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;
using Microsoft.Extensions.Logging;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// A server with a listener <c>in</c> whose service <c>forward</c> leads to upstreams of the test, and a neighbour who talks to
/// an echo on another listener all the while.
/// </summary>
internal sealed class ForwardScene : IAsyncDisposable
{
    private readonly ITlsClientContext _clients;

    private ForwardScene(TestServer server, Neighbour neighbour)
    {
        (Server, Neighbour) = (server, neighbour);
        _clients = EngineClient.CreateContext(
            server.Authority.CertificatePem, server.Authority.IssueClient(), TlsProtocols.Tls12 | TlsProtocols.Tls13);
    }

    public TestServer Server { get; }

    public Neighbour Neighbour { get; }

    public IPEndPoint EndPointOf(string listener) =>
        IPEndPoint.Parse(Server.Listeners.Single(bound => bound.Name == listener).Address);

    /// <param name="upstreams">In the form of the setting.</param>
    /// <param name="service">More HOCON of the service.</param>
    /// <param name="listener">More HOCON of the listener.</param>
    /// <param name="overrides">More HOCON, of any part.</param>
    /// <param name="prepare">Writes more files.</param>
    public static async Task<ForwardScene> StartAsync(
        string[] upstreams, string service = "", string listener = "", string overrides = "",
        Action<TestCertificateAuthority, TemporaryDirectory>? prepare = null)
    {
        var list = string.Join(", ", upstreams.Select(upstream => $"\"{upstream}\""));
        var server = await TestServer.StartAsync(
            $$"""
            actor-tls {
              services.forward { type = forward, upstreams = [{{list}}], connect-timeout = 20s
                {{service}} }
              listeners.in { address = "127.0.0.1", port = 0, policy = "test", service = "forward"
                {{listener}} }
            }
            {{overrides}}
            """, prepare);
        try
        {
            var echo = IPEndPoint.Parse(server.Listeners.Single(bound => bound.Name == "test").Address);
            return new ForwardScene(server, await Neighbour.JoinAsync(server, echo));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public static Task<ForwardScene> StartAsync(TestUpstream upstream, string service = "", string listener = "") =>
        StartAsync([upstream.Address], service, listener);

    /// <summary>A client whose handshake is done.</summary>
    public EngineClient Connect() => EngineClient.Establish(_clients, EndPointOf("in"));

    /// <summary>A client and its connection at the upstream.</summary>
    public async Task<(EngineClient Client, RawClient Upstream)> ConnectAsync(TestUpstream upstream)
    {
        var client = Connect();
        return (client, await upstream.NextAsync());
    }

    /// <summary>The next connection that ended, which must have ended for this reason.</summary>
    public CapturedEvent AssertNextClosed(string reason, string phase = "established")
    {
        var closed = Server.Log.NextClosed();
        Assert.True((reason, phase) == (closed.Reason, closed.Phase), $"{closed.Reason} in {closed.Phase}: {closed.Detail}");
        return closed;
    }

    /// <summary>
    /// The neighbour leaves, unharmed; nothing is left over, and nothing was logged as an error of ours. Clients and upstreams
    /// must have closed their sockets.
    /// </summary>
    public async Task EndAsync()
    {
        await Neighbour.LeaveAsync();
        AssertNextClosed("peer-finished");
        await Neighbour.DisposeAsync();
        await Server.AssertBaselineAsync();
        Assert.DoesNotContain(Server.Log.All, logged => logged.Level >= LogLevel.Error);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await Neighbour.DisposeAsync();
        await Server.DisposeAsync();
    }
}
