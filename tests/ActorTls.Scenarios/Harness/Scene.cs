using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorTls.Sessions;
using ActorTls.Testing;
using Microsoft.Extensions.Logging;

namespace ActorTls.Scenarios.Harness;

/// <summary>A server and a neighbour, for whom whatever a scenario does in between must not matter.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private Scene(TestServer server, Neighbour neighbour) => (Server, Neighbour) = (server, neighbour);

    public TestServer Server { get; }

    public Neighbour Neighbour { get; }

    /// <param name="settings">HOCON of the listener <c>test</c>, such as <c>timeouts.close = 1s</c>.</param>
    /// <param name="overrides">More HOCON, of any part.</param>
    /// <param name="services">Types of services besides the built-in ones.</param>
    public static Task<Scene> StartAsync(string settings = "", string overrides = "", params IServiceType[] services) =>
        StartAsync(null, settings, overrides, services);

    /// <param name="prepare">Writes more files into the server's directory before its configuration is read.</param>
    /// <param name="settings">HOCON of the listener <c>test</c>.</param>
    /// <param name="overrides">More HOCON, of any part.</param>
    /// <param name="services">Types of services besides the built-in ones.</param>
    public static async Task<Scene> StartAsync(
        Action<TestCertificateAuthority, TemporaryDirectory>? prepare, string settings = "", string overrides = "", params IServiceType[] services)
    {
        var server = await TestServer.StartAsync($"actor-tls.listeners.test {{ {settings} }}\n{overrides}", prepare, services);
        try
        {
            return new Scene(server, await Neighbour.JoinAsync(server, TestEndPoint(server)));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(TestEndPoint(Server));

    /// <summary>A client with a certificate that is let in.</summary>
    public async Task<TlsClient> ConnectTlsAsync(string listener = "test", SslProtocols protocols = SslProtocols.None)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(EndPointOf(listener));
        return new TlsClient(tcp, await ClientTls.AuthenticateAsync(tcp, Server, Server.Authority.IssueClient(), protocols));
    }

    public IPEndPoint EndPointOf(string listener) => Server.EndPointOf(listener);

    /// <summary>The next connection that ended, which must have ended for this reason.</summary>
    public CapturedEvent AssertNextClosed(string reason, string? phase = null)
    {
        var closed = Server.Log.NextClosed();
        Assert.Equal((reason, phase ?? closed.Phase), (closed.Reason, closed.Phase));
        return closed;
    }

    /// <summary>
    /// The neighbour leaves, with everything it sent; nothing is left over, and nothing was logged as an error of ours.
    /// All other connections must have ended, and their ends been taken from the log.
    /// </summary>
    public async Task EndAsync(bool expectErrors = false)
    {
        await Neighbour.LeaveAsync();
        var closed = AssertNextClosed("peer-finished");
        Assert.Equal((Neighbour.Sent, Neighbour.Sent), (closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        await Neighbour.DisposeAsync();
        await Server.AssertBaselineAsync();
        if (!expectErrors) Assert.DoesNotContain(Server.Log.All, logged => logged.Level >= LogLevel.Error);
    }

    private static IPEndPoint TestEndPoint(TestServer server) =>
        IPEndPoint.Parse(server.Listeners.Single(bound => bound.Name == "test").Address);

    public async ValueTask DisposeAsync()
    {
        await Neighbour.DisposeAsync();
        await Server.DisposeAsync();
    }
}
