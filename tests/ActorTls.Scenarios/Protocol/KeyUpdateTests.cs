using System.Diagnostics;
using System.Globalization;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;

namespace ActorTls.Scenarios.Protocol;

/// <summary>What a client may say after the handshake of TLS 1.3 besides data.</summary>
public sealed class KeyUpdateTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_flows_under_the_next_keys(bool request)
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync();
        await using (var client = await Tls13Injector.ConnectAsync(scene.Server, scene.EndPointOf("test")))
        {
            for (var i = 0; i < 5; i++)
            {
                await client.SendAsync(client.SealKeyUpdate(request));
                await client.SendAsync(client.Seal(Tls13Injector.ApplicationData, System.Text.Encoding.ASCII.GetBytes($"answer {i}\n")));
                await client.Client.WaitForAsync($"answer {i}\n");
            }
            await client.ResetAsync();
        }

        scene.AssertNextClosed("peer-reset", "established");
        await scene.EndAsync();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flood_of_them_does_not_disturb_others(bool request)
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync();
        await using (var client = await Tls13Injector.ConnectAsync(scene.Server, scene.EndPointOf("test")))
        {
            var flood = new List<byte>();
            for (var i = 0; i < 8_000; i++) flood.AddRange(client.SealKeyUpdate(request));
            await SendUntilRefusedAsync(client, flood.ToArray());
            await scene.Neighbour.AssertServedAsync(10);
            await client.ResetAsync();
        }

        // Refused, or consumed as it came: both are well.
        Assert.Contains(scene.Server.Log.NextClosed().Reason, (string?[])["protocol-error", "peer-reset"]);
        await scene.EndAsync();
    }

    [SkippableFact]
    public async Task A_flood_of_empty_records_is_refused()
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync();
        await using (var client = await Tls13Injector.ConnectAsync(scene.Server, scene.EndPointOf("test")))
        {
            var flood = new List<byte>();
            for (var i = 0; i < 5_000; i++) flood.AddRange(client.Seal(Tls13Injector.ApplicationData, []));
            await SendUntilRefusedAsync(client, flood.ToArray());
            await scene.Neighbour.AssertServedAsync();
        }

        scene.AssertNextClosed("protocol-error", "established");
        await scene.EndAsync();
    }

    [SkippableFact]
    public async Task Half_of_one_does_not_keep_the_event_loop_busy_when_the_service_writes()
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        var service = new TestService("later", () => new LaterSession());
        await using var server = await TestServer.StartAsync($"{service.Configuration}\nactor-tls.io.spin = 0", services: service);
        await using (var client = await Tls13Injector.ConnectAsync(server, server.EndPoint))
        {
            byte[] together = [.. client.Seal(Tls13Injector.ApplicationData, "x"u8), .. client.Seal(Tls13Injector.Handshake, [24, 0, 0, 1])];
            await client.SendAsync(together);

            // OpenSSL writes nothing until it has read the other half.
            await AssertEventLoopsAreIdleAsync();
            Assert.DoesNotContain("said later", client.Client.Output, StringComparison.Ordinal);

            await client.SendAsync(client.Seal(Tls13Injector.Handshake, [0]));
            await client.Client.WaitForAsync("said later");
            client.UpdateKeys();
            await client.SendAsync(client.Seal(Tls13Injector.ApplicationData, "y"u8));
            await client.ResetAsync();
        }
        Assert.Equal("peer-reset", server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    [SkippableFact]
    public async Task Half_of_one_does_not_keep_the_event_loop_busy_when_the_server_closes()
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var server = await TestServer.StartAsync(
            "actor-tls.io.spin = 0\nactor-tls.listeners.test.timeouts { idle = 500ms, write = 5s, close = 1s }");
        await using (var client = await Tls13Injector.ConnectAsync(server, server.EndPoint))
        {
            await client.SendAsync(client.Seal(Tls13Injector.Handshake, [24, 0, 0, 1]));
            await Task.Delay(TimeSpan.FromSeconds(1));
            await AssertEventLoopsAreIdleAsync();
        }
        Assert.Equal("idle-timeout", server.Log.NextClosed().Reason);
        await server.AssertBaselineAsync();
    }

    [SkippableFact]
    public async Task Half_of_one_does_not_keep_the_event_loop_busy_when_the_service_finishes()
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        var service = new TestService("finish", () => new CompletingSession());
        await using var server = await TestServer.StartAsync($"{service.Configuration}\nactor-tls.io.spin = 0", services: service);
        await using (var client = await Tls13Injector.ConnectAsync(server, server.EndPoint))
        {
            byte[] together = [.. client.Seal(Tls13Injector.ApplicationData, "x"u8), .. client.Seal(Tls13Injector.Handshake, [24, 0, 0, 1])];
            await client.SendAsync(together);
            await AssertEventLoopsAreIdleAsync();

            await client.SendAsync(client.Seal(Tls13Injector.Handshake, [0]));
            await client.Client.WaitForAsync("closed");
            await client.ResetAsync();
        }
        // openssl says goodbye too, under keys that it does not know to be old.
        Assert.Contains(server.Log.NextClosed().Reason, (string?[])["peer-reset", "protocol-error"]);
        await server.AssertBaselineAsync();
    }

    private static async Task AssertEventLoopsAreIdleAsync()
    {
        var share = await LoadOfEventLoopsAsync();
        Assert.True(share < 0.1, $"The event loops take {share:P0} of a processor.");
    }

    private static async Task<double> LoadOfEventLoopsAsync()
    {
        var before = EventLoopTime();
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(2));
        return (EventLoopTime() - before) / Stopwatch.GetElapsedTime(start);
    }

    private static async Task SendUntilRefusedAsync(Tls13Injector client, byte[] flood)
    {
        try
        {
            await client.SendAsync(flood);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Refused in the middle of it.
        }
    }

    /// <summary>What the event loops of this process have used of the processors.</summary>
    private static TimeSpan EventLoopTime() => TimeSpan.FromMilliseconds(Directory.EnumerateDirectories("/proc/self/task")
        .Select(task => File.ReadAllText(Path.Combine(task, "stat")))
        .Where(stat => stat.Contains("(actor-tls-io-", StringComparison.Ordinal))
        .Select(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' '))
        .Sum(fields => 10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))));

    /// <summary>Answers in a turn of its own, when everything that came was read.</summary>
    private sealed class LaterSession : Session
    {
        protected internal override void OnReceived(ReadOnlySpan<byte> data) => Connection.Self.Tell("later", Akka.Actor.ActorRefs.NoSender);

        protected internal override void OnMessage(object message) => Connection.Write("said later\n"u8);
    }

    /// <summary>Finishes in a turn of its own, when everything that came was read.</summary>
    private sealed class CompletingSession : Session
    {
        protected internal override void OnReceived(ReadOnlySpan<byte> data) => Connection.Self.Tell("finish", Akka.Actor.ActorRefs.NoSender);

        protected internal override void OnMessage(object message) => Connection.CompleteWrites();
    }
}
