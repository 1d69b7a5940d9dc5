using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ActorTls.Connections;
using ActorTls.Listening;
using ActorTls.Sessions;

namespace ActorTls.Telemetry;

/// <summary>
/// The instruments of one server, on a <see cref="Meter"/> named <c>ActorTls</c>. All but the histogram are read from
/// <see cref="AcceptorCounters"/> when somebody collects. <c>docs/operations.md</c> describes each. Thread-safe.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ActorTls";

    private static readonly string[] Versions = ["", "TLSv1.2", "TLSv1.3"];

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _handshakeDuration;
    private readonly long[] _deployments = new long[Enum.GetValues<DeploymentResult>().Length];
    private ImmutableArray<AcceptorCounters> _workers = [];
    private long _deployedAt;
    private ImmutableArray<UpstreamCounters> _upstreams = [];

    public ServerMetrics()
    {
        _meter.CreateObservableUpDownCounter(
            "actortls.connections", ObserveConnections, "{connection}", "Open connections by phase.");
        _meter.CreateObservableCounter(
            "actortls.connections.accepted", () => Observe(worker => worker.Accepted), "{connection}", "Connections accepted.");
        _meter.CreateObservableCounter(
            "actortls.connections.closed", ObserveCloses, "{connection}", "Connections ended, by reason and last phase.");
        _meter.CreateObservableCounter(
            "actortls.handshakes", ObserveHandshakes, "{handshake}", "TLS handshakes by result, version and resumption.");
        _handshakeDuration = _meter.CreateHistogram<double>(
            "actortls.handshake.duration", "s", "From acceptance to the end of the handshake.");
        _meter.CreateObservableCounter(
            "actortls.io", ObserveBytes, "By", "Application bytes by direction.");
        _meter.CreateObservableCounter(
            "actortls.accept.errors", ObserveAcceptErrors, "{error}", "Failures of accept by class.");
        _meter.CreateObservableCounter(
            "actortls.deployments", ObserveDeployments, "{deployment}", "Deployments after the start, by result.");
        _meter.CreateObservableGauge(
            "actortls.deployment.time", ObserveDeployedAt, "s", "When the configuration in force was put in force, in Unix time.");
        _meter.CreateObservableUpDownCounter(
            "actortls.upstream.connections", () => Observe(upstream => Volatile.Read(ref upstream.Connections)), "{connection}",
            "Connections to an upstream that are open or being opened.");
        _meter.CreateObservableCounter(
            "actortls.upstream.connected", () => Observe(upstream => Volatile.Read(ref upstream.Connected)), "{connection}",
            "Connections to an upstream that were established.");
        _meter.CreateObservableCounter(
            "actortls.upstream.failures", () => Observe(upstream => Volatile.Read(ref upstream.Failures)), "{failure}",
            "Tries to connect to an upstream that failed.");
        _meter.CreateObservableGauge(
            "actortls.upstream.down", () => Observe(upstream => Volatile.Read(ref upstream.Down)), null,
            "1 while an upstream is marked down, else 0.");
    }

    /// <summary>
    /// Counters for one worker of the listeners of one name, of which one may be leaving while another is there already: all
    /// that run on one event loop count together. They live as long as the server.
    /// </summary>
    /// <param name="listener">The listener's name.</param>
    /// <param name="loop">The index of the event loop.</param>
    public AcceptorCounters CountersOf(string listener, int loop)
    {
        var counters = _workers.FirstOrDefault(worker => worker.Listener == listener && worker.Loop == loop);
        if (counters is not null) return counters;

        counters = new AcceptorCounters(listener, loop);
        ImmutableInterlocked.Update(ref _workers, workers => workers.Add(counters));
        return counters;
    }

    /// <summary>Counts a deployment after the start.</summary>
    public void DeploymentEnded(DeploymentResult result) => Interlocked.Increment(ref _deployments[(int)result]);

    /// <summary>A deployment is in force, be it that of the start.</summary>
    public void DeployedAt(DateTimeOffset time) => Interlocked.Exchange(ref _deployedAt, time.ToUnixTimeMilliseconds());

    /// <summary>The counters for one upstream of a service, the same for the same names. They live as long as the server.</summary>
    public UpstreamCounters AddUpstream(string service, string upstream)
    {
        UpstreamCounters? found = null;
        ImmutableInterlocked.Update(ref _upstreams, known =>
        {
            found = known.FirstOrDefault(counters => counters.Service == service && counters.Upstream == upstream);
            return found is null ? known.Add(found = new UpstreamCounters(service, upstream)) : known;
        });
        return found!;
    }

    /// <summary>Records a handshake that ended, whatever its result.</summary>
    public void HandshakeEnded(string listener, HandshakeResult result, TimeSpan duration)
    {
        if (!_handshakeDuration.Enabled) return;
        _handshakeDuration.Record(duration.TotalSeconds, Tag("listener", listener), Tag("result", Name(result)));
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Observe(Func<AcceptorCounters, long> value) =>
        from listener in _workers.GroupBy(worker => worker.Listener)
        select new Measurement<long>(listener.Sum(value), Tag("listener", listener.Key));

    private IEnumerable<Measurement<long>> Observe(Func<UpstreamCounters, long> value) =>
        from upstream in _upstreams
        select new Measurement<long>(value(upstream), Tag("service", upstream.Service), Tag("upstream", upstream.Upstream));

    private IEnumerable<Measurement<long>> ObserveBytes() =>
        from listener in _workers.GroupBy(worker => worker.Listener)
        from measurement in new Measurement<long>[]
        {
            new(listener.Sum(worker => worker.BytesIn), Tag("listener", listener.Key), Tag("direction", "in")),
            new(listener.Sum(worker => worker.BytesOut), Tag("listener", listener.Key), Tag("direction", "out")),
        }
        select measurement;

    private IEnumerable<Measurement<long>> ObserveConnections() =>
        from listener in _workers.GroupBy(worker => worker.Listener)
        from phase in Enum.GetValues<ConnectionPhase>()
        where phase != ConnectionPhase.Closed
        select new Measurement<long>(
            listener.Sum(worker => worker.Connections(phase)), Tag("listener", listener.Key), Tag("phase", phase.Name()));

    // Combinations that never happened are left out of the three below: they are many, and tell nothing.

    private IEnumerable<Measurement<long>> ObserveCloses() =>
        from listener in _workers.GroupBy(worker => worker.Listener)
        from reason in Enum.GetValues<CloseReason>()
        from phase in Enum.GetValues<ConnectionPhase>()
        let count = listener.Sum(worker => worker.Closes(reason, phase))
        where count > 0
        select new Measurement<long>(
            count, Tag("listener", listener.Key), Tag("reason", reason.Name()), Tag("phase", phase.Name()));

    private IEnumerable<Measurement<long>> ObserveHandshakes() =>
        from listener in _workers.GroupBy(worker => worker.Listener)
        from result in Enum.GetValues<HandshakeResult>()
        from version in Versions
        from resumed in new[] { false, true }
        let count = listener.Sum(worker => worker.Handshakes(result, version, resumed))
        where count > 0
        select new Measurement<long>(
            count, Tag("listener", listener.Key), Tag("result", Name(result)), Tag("version", version),
            Tag("resumed", resumed));

    private IEnumerable<Measurement<long>> ObserveAcceptErrors() =>
        from listener in _workers.GroupBy(worker => worker.Listener)
        from errorClass in Enum.GetValues<AcceptErrorClass>()
        let count = listener.Sum(worker => worker.AcceptErrors(errorClass))
        where count > 0
        select new Measurement<long>(count, Tag("listener", listener.Key), Tag("class", errorClass.Name()));

    private IEnumerable<Measurement<long>> ObserveDeployments() => Enum.GetValues<DeploymentResult>()
        .Select(result => new Measurement<long>(Interlocked.Read(ref _deployments[(int)result]), Tag("result", Name(result))));

    private IEnumerable<Measurement<double>> ObserveDeployedAt() =>
        Interlocked.Read(ref _deployedAt) is > 0 and var milliseconds ? [new Measurement<double>(milliseconds / 1000.0)] : [];

    private static string Name(DeploymentResult result) => result switch
    {
        DeploymentResult.Deployed => "deployed",
        DeploymentResult.Invalid => "invalid",
        DeploymentResult.NeedsRestart => "needs-restart",
        DeploymentResult.AddressUnavailable => "address-unavailable",
        DeploymentResult.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    private static string Name(HandshakeResult result) => result switch
    {
        HandshakeResult.Completed => "completed",
        HandshakeResult.Failed => "failed",
        HandshakeResult.CertificateRejected => "certificate-rejected",
        HandshakeResult.TimedOut => "timed-out",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
