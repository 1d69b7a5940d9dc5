using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Tunnels;

/// <summary>PostgreSQL, which listens in plaintext, reached through mutual TLS by a <c>psql</c> that knows of none.</summary>
public sealed class PostgreSqlTests
{
    [SkippableFact]
    public async Task A_plaintext_client_works_with_a_database_behind_two_servers()
    {
        ForeignClient.Require("psql", "postgresql-client");
        await using var database = await Database.StartAsync();
        await using var tunnel = await Tunnel.DigAsync(database.Address);

        var made = await AskAsync(tunnel, """
            create table numbers as select n, encode(sha256(n::text::bytea), $$hex$$) as hash from generate_series(1, 100000) as n;
            select count(*), sum(n) from numbers
            """);
        Assert.Contains("100000|5000050000", made, StringComparison.Ordinal);

        var rows = (await AskAsync(tunnel, "copy (select n, hash from numbers order by n) to stdout")).Trim().Split('\n');
        Assert.Equal(100_000, rows.Length);
        foreach (var (row, number) in rows.Select((row, index) => (row, index + 1)))
            Assert.Equal($"{number}\t{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{number}")))}", row);

        Assert.Contains("division by zero", await AskAsync(tunnel, "select 1 / 0", expectedCode: 1), StringComparison.Ordinal);
        await tunnel.EndAsync(connections: 3);
    }

    private static async Task<string> AskAsync(Tunnel tunnel, string query, int expectedCode = 0)
    {
        var connection = $"host=127.0.0.1 port={tunnel.Entrance.Port.ToString(CultureInfo.InvariantCulture)} user=postgres dbname=postgres sslmode=disable gssencmode=disable";
        var (code, output) = await ForeignClient.RunAsync(
            "psql", tunnel.FarDirectory, "--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--command", query, connection);
        Assert.True(code == expectedCode, output);
        return output;
    }

    /// <summary>
    /// A database cluster for one test. PostgreSQL does not run as root, so that root runs it as Debian's user for it.
    /// </summary>
    private sealed class Database : IAsyncDisposable
    {
        private const string User = "postgres";

        private readonly string _directory;
        private readonly ForeignServer _server;

        private Database(string directory, ForeignServer server) => (_directory, _server) = (directory, server);

        public string Address => _server.Address;

        public static async Task<Database> StartAsync()
        {
            var programs = Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(
                    directory => File.Exists(Path.Combine(directory, "initdb")))
                : null;
            Skip.If(programs is null, "PostgreSQL is missing: apt-get install postgresql");
            var directory = Directory.CreateTempSubdirectory("actor-tls-").FullName;
            if (Environment.IsPrivilegedProcess) await SucceedAsync("chown", User, directory);
            var data = Path.Combine(directory, "data");
            await SucceedAsync([.. AsUser, $"{programs}/initdb", "--auth=trust", $"--username={User}", "--no-sync", "--pgdata", data]);
            string[] start = [.. AsUser, $"{programs}/postgres", "-D", data, "-k", directory, "-c", "listen_addresses=", "-c", "fsync=off"];
            var server = await ForeignServer.StartAsync(Path.Combine(directory, ".s.PGSQL.5432"), directory, start[0], start[1..]);
            return new Database(directory, server);
        }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }

        private static string[] AsUser => Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"]
            : ["env"];

        private static async Task SucceedAsync(params string[] command)
        {
            var (code, output) = await ForeignClient.RunAsync(command[0], "/", command[1..]);
            Assert.True(code == 0, output);
        }
    }
}
