using System.Net;
using System.Net.Sockets;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Deploying;

/// <summary>What scenarios of deployments do again and again.</summary>
internal static class DeploymentSteps
{
    /// <summary>A second listener.</summary>
    public const string Second = """
        actor-tls.listeners.second { address = "127.0.0.1", port = 0, policy = "test", service = "echo" }
        """;

    public static Task<TlsClient> ConnectAsync(this TestServer server, string listener) =>
        server.ConnectAsync(server.EndPointOf(listener));

    public static async Task<TlsClient> ConnectAsync(this TestServer server, IPEndPoint endPoint)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(endPoint);
        return new TlsClient(tcp, await ClientTls.AuthenticateAsync(tcp, server, server.Authority.IssueClient()));
    }

    public static Task VisitAsync(this TestServer server, string listener) => server.VisitAsync(server.EndPointOf(listener));

    /// <summary>Comes, is served and goes.</summary>
    public static async Task VisitAsync(this TestServer server, IPEndPoint endPoint)
    {
        await using var client = await server.ConnectAsync(endPoint);
        await client.EchoAsync();
        await client.Stream.ShutdownAsync();
        Assert.Equal(0, await client.ReadToCloseNotifyAsync());
    }

    /// <summary>It says goodbye, and is gone.</summary>
    public static async Task GoAsync(this Neighbour neighbour)
    {
        await neighbour.LeaveAsync();
        await neighbour.DisposeAsync();
    }

    public static IEnumerable<string> Messages(this TestServer server) => server.Log.All.Select(logged => logged.Message);

    public static async Task AssertLoggedAsync(this TestServer server, string message, int times = 1)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (server.Messages().Count(logged => logged == message) < times)
        {
            Assert.True(DateTime.UtcNow < deadline, $"It was not logged: {message}");
            await Task.Delay(5);
        }
    }
}
