using System.Globalization;
using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Tunnels;

/// <summary>A web server that does no TLS itself, behind one server and behind two.</summary>
public sealed class WebServerTests
{
    private const int Size = 8 * 1024 * 1024;

    [SkippableFact]
    public async Task Curl_downloads_a_file_over_mutual_TLS()
    {
        await using var web = await WebSite.StartAsync();
        await using var tunnel = await Tunnel.DigAsync(web.Address);

        var url = $"https://localhost:{tunnel.FarEntrance.Port}/file";
        var (code, output) = await ForeignClient.RunAsync(
            "curl", tunnel.FarDirectory, "--silent", "--show-error", "--noproxy", "*", "--fail", "--output", "download",
            "--cacert", "ca.crt", "--cert", "client.crt", "--key", "client.key", url);

        Assert.True(code == 0, output);
        Assert.Equal(web.Hash, SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(tunnel.FarDirectory, "download"))));
    }

    [SkippableFact]
    public async Task Curl_downloads_a_file_in_plaintext_from_the_near_end()
    {
        await using var web = await WebSite.StartAsync();
        await using var tunnel = await Tunnel.DigAsync(web.Address);

        var (code, output) = await ForeignClient.RunAsync(
            "curl", tunnel.FarDirectory, "--silent", "--show-error", "--noproxy", "*", "--fail", "--output", "download",
            $"http://127.0.0.1:{tunnel.Entrance.Port}/file");

        Assert.True(code == 0, output);
        Assert.Equal(web.Hash, SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(tunnel.FarDirectory, "download"))));
        await tunnel.EndAsync(connections: 1);
    }

    [SkippableFact]
    public async Task A_script_without_a_screen_downloads_many_files_at_once()
    {
        ForeignClient.Require("node", "nodejs");
        await using var web = await WebSite.StartAsync();
        await using var tunnel = await Tunnel.DigAsync(web.Address);

        // Each with a connection of its own.
        const string script = """
            const http = require('http'), crypto = require('crypto');
            const [, port, count] = process.argv;
            const get = () => new Promise((resolve, reject) => http.get(
              { host: '127.0.0.1', port, path: '/file', agent: false },
              response => { const hash = crypto.createHash('sha256');
                response.on('data', chunk => hash.update(chunk)); response.on('end', () => resolve(hash.digest('hex'))); })
              .on('error', reject));
            Promise.all(Array.from({ length: +count }, get)).then(hashes => console.log([...new Set(hashes)].join(' ')));
            """;
        const int count = 8;
        var (code, output) = await ForeignClient.RunAsync(
            "node", tunnel.FarDirectory, "-e", script, "--", Text(tunnel.Entrance.Port), Text(count));

        Assert.True(code == 0, output);
        Assert.Equal(Convert.ToHexStringLower(web.Hash), output.Trim());
        await tunnel.EndAsync(connections: count, "service-closed");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>nginx with one file.</summary>
    private sealed class WebSite : IAsyncDisposable
    {
        private readonly TemporaryDirectory _directory;
        private readonly ForeignServer _server;

        private WebSite(TemporaryDirectory directory, ForeignServer server, byte[] hash) =>
            (_directory, _server, Hash) = (directory, server, hash);

        public string Address => _server.Address;

        /// <summary>SHA-256 of the file.</summary>
        public byte[] Hash { get; }

        public static async Task<WebSite> StartAsync()
        {
            ForeignClient.Require("curl", "curl");
            Skip.IfNot(File.Exists("/usr/sbin/nginx"), "nginx is missing: apt-get install nginx");
            var directory = new TemporaryDirectory();
            var content = RandomNumberGenerator.GetBytes(Size);
            await File.WriteAllBytesAsync(Path.Combine(directory.Path, "file"), content);
            var configuration = directory.Write("nginx.conf", $$"""
                daemon off; master_process off; pid {{directory.Path}}/nginx.pid; error_log {{directory.Path}}/error.log;
                events { }
                http {
                  access_log off;
                  client_body_temp_path {{directory.Path}}/body; proxy_temp_path {{directory.Path}}/proxy;
                  fastcgi_temp_path {{directory.Path}}/fastcgi; uwsgi_temp_path {{directory.Path}}/uwsgi; scgi_temp_path {{directory.Path}}/scgi;
                  server { listen unix:{{directory.Path}}/web.sock; root {{directory.Path}}; }
                }
                """);
            var server = await ForeignServer.StartAsync(
                Path.Combine(directory.Path, "web.sock"), directory.Path, "/usr/sbin/nginx", "-c", configuration, "-p", directory.Path);
            return new WebSite(directory, server, SHA256.HashData(content));
        }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            _directory.Dispose();
        }
    }
}
