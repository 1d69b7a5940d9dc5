using System.Net;
using System.Net.Sockets;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Listeners;

/// <summary>Listeners on other addresses than those of IPv4.</summary>
public sealed class AddressFamilyTests
{
    [SkippableFact]
    public async Task IPv6()
    {
        Skip.IfNot(Socket.OSSupportsIPv6 && CanBind(IPAddress.IPv6Loopback), "This machine has no IPv6; enable net.ipv6.conf.lo.");
        await using var server = await TestServer.StartAsync("actor-tls.listeners.test.address = \"::1\"");
        Assert.Equal(AddressFamily.InterNetworkV6, server.EndPoint.AddressFamily);
        await using (var client = await Neighbour.JoinAsync(server)) await client.LeaveAsync();

        var closed = server.Log.NextClosed();
        Assert.Equal("peer-finished", closed.Reason);
        Assert.StartsWith("[::1]:", (string)closed.Fields["peer"]!, StringComparison.Ordinal);
        await server.AssertBaselineAsync();
    }

    [SkippableFact]
    public async Task IPv4_clients_of_all_of_IPv6_are_shown_and_counted_as_IPv4()
    {
        Skip.IfNot(Socket.OSSupportsIPv6 && CanBind(IPAddress.IPv6Any), "This machine has no IPv6; enable net.ipv6.conf.lo.");
        await using var server = await TestServer.StartAsync("""
            actor-tls.listeners.test { address = "::", limits.max-connections-per-address = 1 }
            """);
        Assert.Equal(IPAddress.IPv6Any, server.EndPoint.Address);
        using var first = new TcpClient(AddressFamily.InterNetwork);
        using var second = new TcpClient(AddressFamily.InterNetwork);
        await first.ConnectAsync(IPAddress.Loopback, server.EndPoint.Port);
        await second.ConnectAsync(IPAddress.Loopback, server.EndPoint.Port);

        var refused = server.Log.NextClosed();
        Assert.Equal("over-limit", refused.Reason);
        Assert.StartsWith("127.0.0.1:", (string)refused.Fields["peer"]!, StringComparison.Ordinal);

        // Another address, of the other family.
        using var third = new TcpClient(AddressFamily.InterNetworkV6);
        await third.ConnectAsync(IPAddress.IPv6Loopback, server.EndPoint.Port);
        foreach (var client in new[] { first, second, third }) client.Dispose();
        Assert.Equal(
            ["127.0.0.1", "::1"],
            new[] { server.Log.NextClosed(), server.Log.NextClosed() }
                .Select(closed => IPEndPoint.Parse((string)closed.Fields["peer"]!).Address.ToString()).Order(StringComparer.Ordinal));
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_Unix_domain_socket_that_is_gone_after_the_drain()
    {
        using var directory = new ActorTls.Testing.TemporaryDirectory();
        var path = Path.Combine(directory.Path, "x.sock");
        await using var server = await TestServer.StartAsync($$"""
            actor-tls.listeners.unix { address = "unix:{{path}}", policy = "test", service = "echo" }
            """);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        var tcp = new TcpClient { Client = socket };
        await using (var client = new TlsClient(tcp, await ClientTls.AuthenticateAsync(tcp, server, server.Authority.IssueClient())))
        {
            await client.EchoAsync();
            await client.Stream.ShutdownAsync();
            await client.ReadToCloseNotifyAsync();
        }
        var closed = server.Log.NextClosed();
        Assert.Equal(("peer-finished", "unix"), (closed.Reason, closed.Fields["peer"]));
        await server.AssertBaselineAsync();

        Assert.Equal(0, await server.DrainAsync());
        Assert.False(File.Exists(path));
    }

    private static bool CanBind(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
