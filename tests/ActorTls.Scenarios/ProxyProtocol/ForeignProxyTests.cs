using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ActorTls.Connections;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.ProxyProtocol;

/// <summary>HAProxy and nginx on the other end: in front of us they tell us the client, behind us we tell them.</summary>
public sealed class ForeignProxyTests
{
    private const string Request = "GET / HTTP/1.0\r\n\r\n";

    private const string Behind = """
        actor-tls.listeners.behind { port = 0, policy = test, service = echo, proxy-protocol = accept, trusted-proxies = ["127.0.0.1"] }
        """;

    [SkippableTheory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    [InlineData("send-proxy-v2 proxy-v2-options crc32c,unique-id,ssl,authority")]
    public async Task HAProxy_in_front_names_the_client(string option)
    {
        ForeignProxy.RequireHaProxy();
        await using var scene = await Scene.StartAsync("", Behind);
        await using (var proxy = await ForeignProxy.StartHaProxyAsync(scene.Server.Directory, $"""
            frontend in
                bind 127.0.0.1:PORT
                unique-id-format %ci-%cp
                default_backend out
            backend out
                server us {scene.EndPointOf("behind")} {option}
            """))
        {
            await AssertClientIsNamedAsync(scene, proxy);
        }
        await scene.EndAsync();
    }

    [SkippableFact]
    public async Task Nginx_in_front_names_the_client()
    {
        ForeignProxy.RequireNginx();
        await using var scene = await Scene.StartAsync("", Behind);
        await using (var proxy = await ForeignProxy.StartNginxAsync(scene.Server.Directory, $$"""
            server { listen 127.0.0.1:PORT; proxy_pass {{scene.EndPointOf("behind")}}; proxy_protocol on; }
            """))
        {
            await AssertClientIsNamedAsync(scene, proxy);
        }
        await scene.EndAsync();
    }

    [SkippableFact]
    public async Task A_health_check_of_HAProxy_is_a_connection_of_its_own()
    {
        ForeignProxy.RequireHaProxy();
        await using var scene = await Scene.StartAsync("", Behind);
        await using (await ForeignProxy.StartHaProxyAsync(scene.Server.Directory, $"""
            backend out
                server us {scene.EndPointOf("behind")} check inter 100ms send-proxy-v2 check-send-proxy check-ssl verify none
            """))
        {
            // It speaks TLS without a certificate, after a header that names nobody.
            var closed = scene.AssertNextClosed("certificate-rejected");
            Assert.StartsWith("127.0.0.1:", (string)closed.Fields["peer"]!, StringComparison.Ordinal);
        }
        while (scene.Server.CountConnectionActors() > 1) await Task.Delay(10);
        while (scene.Server.Log.TryNextClosed() is not null) { }
        await scene.EndAsync();
    }

    [SkippableTheory]
    [InlineData("v1", "")]
    [InlineData("v2", "localhost")]
    public async Task HAProxy_behind_us_is_told_the_client(string version, string authority)
    {
        ForeignProxy.RequireHaProxy();
        using var directory = new ActorTls.Testing.TemporaryDirectory();
        await using var proxy = await ForeignProxy.StartHaProxyAsync(directory.Path, """
            frontend in
                mode http
                bind 127.0.0.1:PORT accept-proxy
                http-request return status 200 content-type text/plain lf-string "%[src]:%[src_port] %[dst]:%[dst_port] %[fc_pp_authority]."
            """);
        await using var scene = await Scene.StartAsync("", InFront(proxy, version));
        await AssertClientIsToldAsync(scene, $" {authority}.", Request);
        await scene.EndAsync();
    }

    [SkippableTheory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Nginx_behind_us_is_told_the_client(string version)
    {
        ForeignProxy.RequireNginx();
        using var directory = new ActorTls.Testing.TemporaryDirectory();
        await using var proxy = await ForeignProxy.StartNginxAsync(directory.Path, """
            server {
                listen 127.0.0.1:PORT proxy_protocol;
                return "$proxy_protocol_addr:$proxy_protocol_port $proxy_protocol_server_addr:$proxy_protocol_server_port.";
            }
            """);
        await using var scene = await Scene.StartAsync("", InFront(proxy, version));
        await AssertClientIsToldAsync(scene, ".");
        await scene.EndAsync();
    }

    [SkippableTheory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_client_without_an_address_is_accepted_by_both(string version)
    {
        ForeignProxy.RequireHaProxy();
        ForeignProxy.RequireNginx();
        using var directory = new ActorTls.Testing.TemporaryDirectory();
        using var other = new ActorTls.Testing.TemporaryDirectory();
        await using var haproxy = await ForeignProxy.StartHaProxyAsync(directory.Path, """
            frontend in
                mode http
                bind 127.0.0.1:PORT accept-proxy
                http-request return status 200 content-type text/plain lf-string "accepted"
            """);
        await using var nginx = await ForeignProxy.StartNginxAsync(other.Path, """server { listen 127.0.0.1:PORT proxy_protocol; return "accepted"; }""");
        foreach (var (proxy, request) in ((ForeignProxy, string)[])[(haproxy, Request), (nginx, "")])
        {
            await using var scene = await Scene.StartAsync("", InFront(proxy, version) + """

                actor-tls.listeners.unix { address = "unix:in.sock", tls = off, service = up }
                """);
            using (var client = await RawClient.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(scene.Server.Directory, "in.sock"))))
            {
                await client.SendAsync(Encoding.ASCII.GetBytes(request));
                Assert.Contains("accepted", Encoding.ASCII.GetString((await client.ReadToEndAsync()).Bytes), StringComparison.Ordinal);
            }
            scene.Server.Log.NextClosed();
            await scene.EndAsync();
        }
    }

    private static string InFront(ForeignProxy proxy, string version) => $$"""
        actor-tls {
          services.up { type = forward, upstreams = ["{{proxy.EndPoint}}"], proxy-protocol = {{version}} }
          listeners.up { port = 0, policy = test, service = up }
        }
        """;

    private static async Task AssertClientIsNamedAsync(Scene scene, ForeignProxy proxy)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(proxy.EndPoint);
        var address = AddressOf(tcp.Client.LocalEndPoint);
        await using (var client = new TlsClient(tcp, await ClientTls.AuthenticateAsync(tcp, scene.Server, scene.Server.Authority.IssueClient())))
        {
            await client.EchoAsync();
            await client.Stream.ShutdownAsync();
            await client.ReadToCloseNotifyAsync();
        }
        Assert.Equal(address, scene.AssertNextClosed("peer-finished", "established").Fields["peer"]);
    }

    private static async Task AssertClientIsToldAsync(Scene scene, string rest, string request = "")
    {
        await using (var client = await scene.ConnectTlsAsync("up"))
        {
            if (request.Length > 0) await client.Stream.WriteAsync(Encoding.ASCII.GetBytes(request));
            var expected = $"{AddressOf(client.Socket.LocalEndPoint)} {AddressOf(client.Socket.RemoteEndPoint)}{rest}";
            Assert.EndsWith(expected, await ReadToEndAsync(client.Stream), StringComparison.Ordinal);
        }
        scene.Server.Log.NextClosed();
    }

    // The sockets of .NET's clients are IPv6 ones, and their addresses mapped.
    private static string AddressOf(EndPoint? endPoint) => PeerAddress.FromEndPoint((IPEndPoint)endPoint!).ToString();

    private static async Task<string> ReadToEndAsync(SslStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer).AsTask().WaitAsync(TlsClient.Patience) is > 0 and var count)
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        return text.ToString();
    }
}
