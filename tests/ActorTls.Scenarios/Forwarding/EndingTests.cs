using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>How one side ends is how it ends for the other: an end as an end, a break as a reset.</summary>
public sealed class EndingTests
{
    private const int Much = 4 * 1024 * 1024;

    [Fact]
    public async Task After_the_client_has_finished_it_still_gets_everything()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            Assert.True(client.Write("all of it"u8.ToArray()));
            client.CompleteWrites();
            var question = await server.ReadToEndAsync();
            Assert.Equal("all of it"u8.ToArray(), question.Bytes);
            Assert.False(question.WasReset);

            var answer = RandomNumberGenerator.GetBytes(Much);
            var sending = Task.Run(async () =>
            {
                await server.SendAsync(answer);
                server.CompleteWrites();
            });
            var (end, received) = client.ReadToEnd();
            await sending;
            Assert.Equal(TlsStatus.Closed, end);
            Assert.Equal(answer, received);
        }

        scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    [Fact]
    public async Task After_the_upstream_has_finished_it_still_gets_everything()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            await server.SendAsync("done"u8.ToArray());
            server.CompleteWrites();
            Assert.Equal("done"u8.ToArray(), client.Read(4));
            Assert.Equal(TlsStatus.Closed, client.ReadToEnd().End);

            // The upstream reads nothing until the client has finished too, and was told so.
            var rest = RandomNumberGenerator.GetBytes(Much);
            var sending = Task.Run(() =>
            {
                Assert.True(client.Write(rest), client.Failure);
                client.CompleteWrites();
            });
            await Task.WhenAny(sending, Task.Delay(300));
            var received = await server.ReadToEndAsync();
            await sending;
            Assert.False(received.WasReset);
            Assert.Equal(rest, received.Bytes);
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_download_that_outlasts_the_half_close_timeout_is_not_cut_while_it_moves()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.half-close = 1500ms");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            client.CompleteWrites();
            await server.ReadToEndAsync();
            for (var i = 0; i < 6; i++)
            {
                await server.SendAsync("tick"u8.ToArray());
                Assert.Equal("tick"u8.ToArray(), client.Read(4));
                await Task.Delay(500);
            }
            server.CompleteWrites();
            Assert.Equal(TlsStatus.Closed, client.ReadToEnd().End);
        }

        scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_never_finishes_is_cut_by_the_half_close_timeout()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.half-close = 500ms");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            client.CompleteWrites();
            scene.AssertNextClosed("half-close-timeout");
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_reset_of_the_upstream_is_one_for_the_client()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        {
            client.Write("hello"u8.ToArray());
            await server.ReadAsync(5);
            server.Reset();
            Assert.Equal((TlsStatus.Failed, TlsFailureKind.Reset), (client.ReadToEnd().End, client.FailureKind));
        }

        var closed = scene.AssertNextClosed("upstream-reset");
        Assert.Contains(upstream.Address, closed.Detail);
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_breaks_after_it_has_finished_is_no_reset_for_the_client()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.close = 10m");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        {
            await server.SendAsync("all of it"u8.ToArray());
            server.CompleteWrites();
            Assert.Equal("all of it"u8.ToArray(), client.Read(9));
            Assert.Equal(TlsStatus.Closed, client.ReadToEnd().End);
            server.Reset();
            Assert.Equal(0, client.ReadPastTheEnd());
        }

        scene.AssertNextClosed("upstream-reset");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_reset_of_the_client_is_one_for_the_upstream()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        client.Write("hello"u8.ToArray());
        await server.ReadAsync(5);
        client.Reset();
        Assert.True((await server.ReadToEndAsync()).WasReset);
        server.Dispose();

        scene.AssertNextClosed("peer-reset");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_client_that_was_cut_off_is_a_reset_for_the_upstream()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            client.Write("half a request"u8.ToArray());
            await server.ReadAsync(14);
            client.Truncate();
            Assert.True((await server.ReadToEndAsync()).WasReset);
        }

        scene.AssertNextClosed("truncated");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_client_that_is_closed_for_its_silence_is_no_clean_end_for_the_upstream()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.idle = 500ms");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            Assert.True((await server.ReadToEndAsync()).WasReset);
            client.ReadToEnd();
        }

        scene.AssertNextClosed("idle-timeout");
        await scene.EndAsync();
    }
}
