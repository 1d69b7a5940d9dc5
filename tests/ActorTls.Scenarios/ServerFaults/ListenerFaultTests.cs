using System.Net.Sockets;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Scenarios.ServerFaults;

/// <summary>A listener fails: its connections are lost, and it binds anew, unless the server stops.</summary>
public sealed class ListenerFaultTests
{
    [Fact]
    public async Task Its_socket_stays_open_while_a_worker_may_still_watch_it()
    {
        using var busy = new ManualResetEventSlim();
        using var free = new ManualResetEventSlim();
        var service = new TestService("busy", () => new BusySession(busy, free));
        await using var server = await TestServer.StartAsync($"{service.Configuration}\nactor-tls.io.workers = 1", services: service);
        await using (var client = await ConnectAsync(server, "busy"))
        {
            await client.Stream.WriteAsync(new byte[1]);
            Assert.True(busy.Wait(TlsClient.Patience));
            server.FindActor("listener-busy").Tell(Kill.Instance);
            await WaitForAsync(server, "a listener failed");
            await Task.Delay(500);

            // Closed, its number could be that of a connection which the worker would then take out of its epoll set.
            using var next = new TcpClient();
            await next.ConnectAsync(server.EndPoint);
            free.Set();
            Assert.Equal("established", server.Log.NextClosed().Phase);
        }

        await using (var neighbour = await ConnectAsync(server, "test")) await neighbour.Stream.WriteAsync(new byte[1]);
        await server.DrainAsync();
    }

    [Fact]
    public async Task One_that_fails_in_a_drain_does_not_come_back()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await ConnectAsync(server, "test");
        var drained = server.DrainAsync();
        await WaitForAsync(server, "drains; open");
        server.FindActor("listener-test").Tell(Kill.Instance);
        await drained.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Single(server.Log.All, logged => logged.Message.Contains("accepts connections on", StringComparison.Ordinal));
    }

    private static async Task<TlsClient> ConnectAsync(TestServer server, string listener)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(System.Net.IPEndPoint.Parse(server.Listeners.Single(bound => bound.Name == listener).Address));
        return new TlsClient(tcp, await ClientTls.AuthenticateAsync(tcp, server, server.Authority.IssueClient(), default));
    }

    private static async Task WaitForAsync(TestServer server, string message)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!server.Log.All.Any(logged => logged.Message.Contains(message, StringComparison.Ordinal)))
        {
            Assert.True(DateTime.UtcNow < deadline, $"\"{message}\" was not logged.");
            await Task.Delay(10);
        }
    }

    /// <summary>Keeps its event loop from everything else.</summary>
    private sealed class BusySession(ManualResetEventSlim busy, ManualResetEventSlim free) : Session
    {
        protected internal override void OnReceived(ReadOnlySpan<byte> data)
        {
            busy.Set();
            free.Wait(TlsClient.Patience);
        }
    }
}
