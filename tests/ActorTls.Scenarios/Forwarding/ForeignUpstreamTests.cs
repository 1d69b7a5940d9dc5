using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>HAProxy and nginx as upstreams that want to be told whose connection they get.</summary>
public sealed class ForeignUpstreamTests
{
    [SkippableTheory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task HAProxy_learns_the_client_from_the_header(string version)
    {
        ForeignClient.Require("haproxy", "haproxy");
        using var directory = new TemporaryDirectory();
        var address = TestUpstream.RefusingAddress();
        directory.Write("haproxy.cfg", $"""
            defaults
              mode http
              timeout client 60s
              timeout connect 60s
              timeout server 60s
            frontend in
              bind {address} accept-proxy
              http-request return status 200 content-type text/plain lf-string "client %[src]:%[src_port] name %[fc_pp_authority]"

            """);
        await using var haproxy = ForeignClient.Start("haproxy", directory.Path, "-db", "-f", "haproxy.cfg");
        await AssertLearnsAsync(haproxy, address, version, client => version == "v1" ? $"client {client} name " : $"client {client} name localhost");
    }

    [SkippableTheory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Nginx_learns_the_client_from_the_header(string version)
    {
        ForeignClient.Require("nginx", "nginx-light");
        using var directory = new TemporaryDirectory();
        var address = TestUpstream.RefusingAddress();
        directory.Write("nginx.conf", $$"""
            daemon off;
            master_process off;
            pid {{directory.Path}}/nginx.pid;
            error_log stderr;
            events { }
            http {
              access_log off;
              client_body_temp_path {{directory.Path}}/body;
              proxy_temp_path {{directory.Path}}/proxy;
              fastcgi_temp_path {{directory.Path}}/fastcgi;
              uwsgi_temp_path {{directory.Path}}/uwsgi;
              scgi_temp_path {{directory.Path}}/scgi;
              server {
                listen {{address}} proxy_protocol;
                location / { return 200 "client $proxy_protocol_addr:$proxy_protocol_port"; }
              }
            }
            """);
        await using var nginx = ForeignClient.Start("nginx", directory.Path, "-p", directory.Path, "-e", "stderr", "-c", "nginx.conf");
        await AssertLearnsAsync(nginx, address, version, client => $"client {client}");
    }

    private static async Task AssertLearnsAsync(ForeignClient upstream, string address, string version, Func<IPEndPoint, string> expected)
    {
        await UntilListeningAsync(upstream, address);
        await using var scene = await ForwardScene.StartAsync([address], $"proxy-protocol = {version}");
        using (var client = scene.Connect())
        {
            client.Write(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            var (end, received) = client.ReadToEnd();
            var answer = Encoding.ASCII.GetString(received);
            Assert.Equal(Tls.TlsStatus.Closed, end);
            Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\n" + expected(client.LocalEndPoint), answer, StringComparison.Ordinal);
            client.Finish();
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }

    private static async Task UntilListeningAsync(ForeignClient program, string address)
    {
        var deadline = DateTime.UtcNow + TestUpstream.Patience;
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(IPEndPoint.Parse(address));
                return;
            }
            catch (SocketException)
            {
                Assert.True(DateTime.UtcNow < deadline, $"It does not listen: {program.Output}");
                await Task.Delay(50);
            }
        }
    }
}
