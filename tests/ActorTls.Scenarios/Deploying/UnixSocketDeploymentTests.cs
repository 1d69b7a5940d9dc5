using System.Net.Security;
using System.Net.Sockets;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Deploying;

/// <summary>Sockets with a path: whoever gives one up removes it, unless another has it then.</summary>
public sealed class UnixSocketDeploymentTests
{
    [Fact]
    public async Task Another_mode_is_set_on_the_same_socket()
    {
        await using var server = await TestServer.StartAsync(At("unix-a", "x.sock"));
        await server.DeployAsync(At("unix-a", "x.sock", "0660"));

        Assert.Equal("660", Mode(server, "x.sock"));
        await VisitAsync(server, "x.sock");
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Who_moves_or_is_removed_takes_its_path_along()
    {
        await using var server = await TestServer.StartAsync(At("unix-a", "x.sock"));
        await server.DeployAsync(At("unix-a", "y.sock"));
        await VisitAsync(server, "y.sock");
        Assert.False(Path.Exists(PathOf(server, "x.sock")));

        await server.DeployAsync();
        Assert.False(Path.Exists(PathOf(server, "y.sock")));
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_path_that_is_handed_over_stays()
    {
        await using var server = await TestServer.StartAsync(At("unix-a", "x.sock"));
        var file = new FileInfo(PathOf(server, "x.sock")).CreationTimeUtc;

        await server.DeployAsync(At("unix-b", "x.sock", "0640"));
        Assert.Equal(file, new FileInfo(PathOf(server, "x.sock")).CreationTimeUtc);
        Assert.Equal("640", Mode(server, "x.sock"));
        await VisitAsync(server, "x.sock");
        Assert.Equal("unix-b", server.Log.NextClosed().Fields["listener"]);

        await server.DeployAsync();
        Assert.False(Path.Exists(PathOf(server, "x.sock")));
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task Two_paths_can_be_swapped()
    {
        await using var server = await TestServer.StartAsync(At("unix-a", "x.sock") + At("unix-b", "y.sock"));
        for (var i = 0; i < 4; i++)
        {
            var (x, y) = i % 2 == 0 ? ("unix-b", "unix-a") : ("unix-a", "unix-b");
            await server.DeployAsync(At(x, "x.sock") + At(y, "y.sock"));
            await VisitAsync(server, "x.sock");
            Assert.Equal(x, server.Log.NextClosed().Fields["listener"]);
            await VisitAsync(server, "y.sock");
            Assert.Equal(y, server.Log.NextClosed().Fields["listener"]);
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_deployment_that_is_refused_leaves_path_and_mode_as_they_were()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        await using var server = await TestServer.StartAsync(At("unix-a", "x.sock"));
        await Assert.ThrowsAsync<Deployments.DeploymentException>(() => server.DeployAsync(At("unix-b", "x.sock", "0666") + $$"""

            actor-tls.listeners.test.port = {{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}}
            """));

        Assert.Equal("600", Mode(server, "x.sock"));
        await VisitAsync(server, "x.sock");
        Assert.Equal("unix-a", server.Log.NextClosed().Fields["listener"]);
        await server.AssertBaselineAsync();
    }

    private static string At(string listener, string path, string mode = "0600") => $$"""

        actor-tls.listeners.{{listener}} { address = "unix:{{path}}", mode = "{{mode}}", policy = "test", service = "echo" }
        """;

    private static string PathOf(TestServer server, string name) => Path.Combine(server.Directory, name);

    private static string Mode(TestServer server, string name) => Convert.ToString((int)File.GetUnixFileMode(PathOf(server, name)), 8);

    private static async Task VisitAsync(TestServer server, string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(PathOf(server, path)));
        await using var tls = new SslStream(new NetworkStream(socket));
        await ClientTls.AuthenticateAsync(tls, server, server.Authority.IssueClient());
        await tls.WriteAsync("hello"u8.ToArray());
        await tls.ReadExactlyAsync(new byte[5]).AsTask().WaitAsync(TlsClient.Patience);
        await tls.ShutdownAsync();
        Assert.Equal(0, await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(TlsClient.Patience));
    }
}
