using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using ActorTls.Deployments;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Deploying;

/// <summary>Deployments are counted by how they ended, and the last one in force has its time.</summary>
public sealed class DeploymentMetricsTests
{
    [Fact]
    public async Task Each_result_is_counted_and_only_success_moves_the_time()
    {
        var start = DateTimeOffset.UtcNow;
        await using var server = await TestServer.StartAsync();
        using var metrics = new Metrics();
        var (counts, first) = metrics.Read();
        Assert.All(counts.Values, count => Assert.Equal(0, count));
        Assert.InRange(first, start.ToUnixTimeMilliseconds() / 1000.0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0);

        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await Assert.ThrowsAsync<DeploymentException>(() => server.DeployAsync($"actor-tls.listeners.test.port = {port}"));
        await Assert.ThrowsAsync<DeploymentException>(() => server.DeployAsync("actor-tls.io.spin = 1ms"));
        server.RefuseDeployment("actor-tls.listeners.test.port = many");
        (counts, var same) = metrics.Read();
        Assert.Equal((1, 1, 1, 0, 0), (counts["address-unavailable"], counts["needs-restart"], counts["invalid"], counts["deployed"], counts["failed"]));
        Assert.Equal(first, same);

        await Task.Delay(10);   // The time has milliseconds.
        await server.DeployAsync();
        (counts, var later) = metrics.Read();
        Assert.Equal(1, counts["deployed"]);
        Assert.True(later > first);

        Assert.Equal(0, await server.DrainAsync());
        await Assert.ThrowsAsync<DeploymentException>(() => server.DeployAsync());
        Assert.Equal(1, metrics.Read().Counts["failed"]);
    }

    private sealed class Metrics : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, long> _counts = new();
        private double _time;

        public Metrics()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ActorTls") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                if (instrument.Name == "actortls.deployments") _counts[(string)tags[0].Value!] = value;
            });
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
            {
                if (instrument.Name == "actortls.deployment.time") _time = value;
            });
            _listener.Start();
        }

        public (IReadOnlyDictionary<string, long> Counts, double Time) Read()
        {
            _listener.RecordObservableInstruments();
            return (_counts, _time);
        }

        public void Dispose() => _listener.Dispose();
    }
}
