using System.Net;
using System.Net.Sockets;

namespace ActorTls.Scenarios.Harness;

/// <summary>HAProxy or nginx as a child process in the foreground, with a configuration of the test's. It ends with the test.</summary>
internal sealed class ForeignProxy : IAsyncDisposable
{
    private const string HaProxyProgram = "/usr/sbin/haproxy";
    private const string NginxProgram = "/usr/sbin/nginx";
    private const string NginxStreamModule = "/usr/lib/nginx/modules/ngx_stream_module.so";

    private readonly ForeignClient _process;

    private ForeignProxy(ForeignClient process, int port) => (_process, Port) = (process, port);

    /// <summary>Where it listens, on the loopback.</summary>
    public int Port { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    public static void RequireHaProxy() => ForeignClient.Require(HaProxyProgram, "haproxy");

    public static void RequireNginx()
    {
        ForeignClient.Require(NginxProgram, "nginx-core libnginx-mod-stream");
        ForeignClient.Require(NginxStreamModule, "nginx-core libnginx-mod-stream");
    }

    /// <summary>Starts HAProxy with a frontend and what belongs to it.</summary>
    /// <param name="directory">For its files.</param>
    /// <param name="sections">Of its configuration; <c>PORT</c> stands for the port.</param>
    public static Task<ForeignProxy> StartHaProxyAsync(string directory, string sections) => StartAsync(
        directory, "haproxy.cfg", $"""
        defaults
            mode tcp
            timeout connect 60s
            timeout client 60s
            timeout server 60s
        frontend ready
            mode http
            bind unix@{directory}/ready.sock
            http-request return status 200
        {sections}

        """, HaProxyProgram, "-db", "-f", "haproxy.cfg");

    /// <summary>Starts nginx with servers of its stream module.</summary>
    /// <param name="directory">For its files.</param>
    /// <param name="servers">Of its configuration; <c>PORT</c> stands for the port.</param>
    public static Task<ForeignProxy> StartNginxAsync(string directory, string servers) => StartAsync(
        directory, "nginx.conf", $$"""
        load_module {{NginxStreamModule}};
        daemon off;
        master_process off;
        pid {{directory}}/nginx.pid;
        error_log stderr;
        events { worker_connections 64; }
        stream {
            server { listen unix:{{directory}}/ready.sock; return ready; }
            {{servers}}
        }
        """, NginxProgram, "-e", "stderr", "-p", directory, "-c", "nginx.conf");

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<ForeignProxy> StartAsync(
        string directory, string file, string configuration, string program, params string[] arguments)
    {
        // Somebody else may take the port before the program does.
        for (var attempt = 1; ; attempt++)
        {
            var port = FindFreePort();
            File.Delete(Path.Combine(directory, "ready.sock"));
            await File.WriteAllTextAsync(Path.Combine(directory, file), configuration.Replace("PORT", $"{port}", StringComparison.Ordinal));
            var process = ForeignClient.Start(program, directory, arguments);
            if (await IsReadyAsync(process, Path.Combine(directory, "ready.sock"))) return new ForeignProxy(process, port);

            var output = process.Output;
            await process.DisposeAsync();
            Assert.True(attempt < 5, $"{program} does not start: {output}");
        }
    }

    /// <summary>All of its sockets are bound before it takes connections at any.</summary>
    private static async Task<bool> IsReadyAsync(ForeignClient process, string path)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (DateTime.UtcNow < deadline && !process.HasExited)
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await probe.ConnectAsync(new UnixDomainSocketEndPoint(path));
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(10);
            }
        }
        return false;
    }

    private static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
