using System.Diagnostics.Metrics;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.PlaintextListeners;

/// <summary>Limits and deadlines count without TLS too, and what is no handshake does not.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Over_the_limit_of_an_address_a_connection_is_closed_and_its_slot_comes_back()
    {
        await using var scene = await Scene.StartAsync("", """
            actor-tls.listeners.plain { port = 0, tls = off, service = echo, limits.max-connections-per-address = 1 }
            """);
        for (var round = 0; round < 5; round++)
        {
            using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
            {
                await client.SendAsync("hello"u8.ToArray());
                Assert.Equal("hello", await client.ReadTextAsync(5));
                using (var over = await RawClient.ConnectAsync(scene.EndPointOf("plain"))) Assert.Empty((await over.ReadToEndAsync()).Bytes);
                scene.AssertNextClosed("over-limit", "accepted");
                client.CompleteWrites();
                await client.ReadToEndAsync();
            }
            scene.AssertNextClosed("peer-finished", "established");
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task Silence_is_no_unfinished_handshake()
    {
        var handshakes = 0L;
        await using var scene = await Scene.StartAsync("", """
            actor-tls.listeners.plain {
              port = 0, tls = off, service = echo, limits.max-handshakes = 1, timeouts { handshake = 1ms, idle = 700ms, close = 700ms }
            }
            """);
        using (var meters = new MeterListener())
        {
            meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "actortls.handshakes") listener.EnableMeasurementEvents(instrument);
            };
            meters.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            {
                if (tags.ToArray().Contains(new("listener", "plain"))) handshakes += count;
            });
            meters.Start();

            var silent = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RawClient.ConnectAsync(scene.EndPointOf("plain"))));
            foreach (var client in silent)
            {
                Assert.Empty((await client.ReadToEndAsync()).Bytes);
                client.Dispose();
            }
            for (var i = 0; i < silent.Length; i++) scene.AssertNextClosed("idle-timeout", "established");

            meters.RecordObservableInstruments();
            Assert.Equal(0, handshakes);
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_server_that_stops_drains_them()
    {
        await using var scene = await Scene.StartAsync("", """
            actor-tls.listeners.plain { port = 0, tls = off, service = echo, timeouts { drain = 500ms, close = 500ms } }
            """);
        using var client = await RawClient.ConnectAsync(scene.EndPointOf("plain"));
        await client.SendAsync("hello"u8.ToArray());
        Assert.Equal("hello", await client.ReadTextAsync(5));

        var drained = scene.Server.DrainAsync();
        Assert.Equal(new RawEnd([], WasReset: false), await client.ReadToEndAsync(), RawEnds.Same);
        client.Dispose();
        scene.AssertNextClosed("draining", "established");
        await scene.Neighbour.DisposeAsync();
        Assert.InRange(await drained, 1, 2);
    }
}
