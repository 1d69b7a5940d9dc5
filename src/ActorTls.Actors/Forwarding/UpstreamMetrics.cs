using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace ActorTls.Forwarding;

/// <summary>
/// The instruments of a server's upstreams, which are read from <see cref="UpstreamCounters"/> when somebody collects. Lives as long as
/// the server. Thread-safe.
/// </summary>
internal sealed class UpstreamMetrics
{
    private ImmutableArray<UpstreamCounters> _upstreams = [];

    /// <param name="meter">The server's.</param>
    public UpstreamMetrics(Meter meter)
    {
        meter.CreateObservableUpDownCounter(
            "actortls.upstream.connections", () => Observe(upstream => Volatile.Read(ref upstream.Connections)), "{connection}",
            "Connections to an upstream that are open or being opened.");
        meter.CreateObservableCounter(
            "actortls.upstream.connected", () => Observe(upstream => Volatile.Read(ref upstream.Connected)), "{connection}",
            "Connections to an upstream that were established.");
        meter.CreateObservableCounter(
            "actortls.upstream.failures", () => Observe(upstream => Volatile.Read(ref upstream.Failures)), "{failure}",
            "Tries to connect to an upstream that failed.");
        meter.CreateObservableGauge(
            "actortls.upstream.down", () => Observe(upstream => Volatile.Read(ref upstream.Down)), null,
            "1 while an upstream is marked down, else 0.");
    }

    /// <summary>The counters of one upstream of a service, the same for the same names. They live as long as the server.</summary>
    public UpstreamCounters CountersOf(string service, string upstream)
    {
        UpstreamCounters? found = null;
        ImmutableInterlocked.Update(ref _upstreams, known =>
        {
            found = known.FirstOrDefault(counters => counters.Service == service && counters.Upstream == upstream);
            return found is null ? known.Add(found = new UpstreamCounters(service, upstream)) : known;
        });
        return found!;
    }

    private IEnumerable<Measurement<long>> Observe(Func<UpstreamCounters, long> value) =>
        from upstream in _upstreams
        select new Measurement<long>(
            value(upstream), new KeyValuePair<string, object?>("service", upstream.Service), new("upstream", upstream.Upstream));
}
