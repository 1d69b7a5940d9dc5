using System.Globalization;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Tunnels;

/// <summary>Redis, which listens in plaintext, reached through mutual TLS by clients that know of none.</summary>
public sealed class RedisTests
{
    [SkippableFact]
    public async Task A_plaintext_client_reaches_Redis_through_two_servers()
    {
        ForeignClient.Require("redis-server", "redis-server");
        ForeignClient.Require("redis-cli", "redis-tools");
        using var directory = new TemporaryDirectory();
        await using var redis = await StartRedisAsync(directory.Path);
        await using var tunnel = await Tunnel.DigAsync(redis.Address);

        Assert.Equal("OK", await AskAsync(tunnel, directory.Path, "set", "greeting", "hello"));
        Assert.Equal("hello", await AskAsync(tunnel, directory.Path, "get", "greeting"));
        await tunnel.EndAsync(connections: 2);
    }

    [SkippableFact]
    public async Task A_large_value_comes_back_whole()
    {
        ForeignClient.Require("redis-server", "redis-server");
        ForeignClient.Require("redis-cli", "redis-tools");
        using var directory = new TemporaryDirectory();
        await using var redis = await StartRedisAsync(directory.Path);
        await using var tunnel = await Tunnel.DigAsync(redis.Address);
        const string fill = "return redis.call('set', 'large', string.rep('0123456789abcdef', 1048576))";

        Assert.Equal("OK", await AskAsync(tunnel, directory.Path, "eval", fill, "0"));
        var value = await AskAsync(tunnel, directory.Path, "get", "large");

        Assert.Equal(16 * 1_048_576, value.Length);
        Assert.True(value.Chunk(16).All(piece => new string(piece) == "0123456789abcdef"));
        await tunnel.EndAsync(connections: 2);
    }

    private static Task<ForeignServer> StartRedisAsync(string directory)
    {
        var socket = Path.Combine(directory, "redis.sock");
        return ForeignServer.StartAsync(
            socket, directory, "redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no");
    }

    private static async Task<string> AskAsync(Tunnel tunnel, string directory, params string[] command)
    {
        var port = tunnel.Entrance.Port.ToString(CultureInfo.InvariantCulture);
        var (code, output) = await ForeignClient.RunAsync("redis-cli", directory, ["-h", "127.0.0.1", "-p", port, .. command]);
        Assert.True(code == 0, output);
        return output.TrimEnd('\n');
    }
}
