using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace ActorTls.Telemetry;

/// <summary>
/// The instruments of one server, on a <see cref="Meter"/> named <c>ActorTls</c>. All but the histogram read the counters at each
/// collection. <c>docs/operations.md</c> describes each instrument. Thread-safe.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ActorTls";

    private readonly Meter _meter = new(MeterName);
    private readonly MetricLabels _labels;
    private readonly Histogram<double> _handshakeDuration;
    private readonly long[] _deployments = new long[Enum.GetValues<DeploymentResult>().Length];
    private ImmutableArray<AcceptorCounters> _acceptors = [];
    private long _deployedAt;

    /// <param name="labels">The names that numbers are counted under.</param>
    public ServerMetrics(MetricLabels labels)
    {
        _labels = labels;
        _meter.CreateObservableUpDownCounter(
            "actortls.connections", ObserveConnections, "{connection}", "Open connections by phase.");
        _meter.CreateObservableCounter(
            "actortls.connections.accepted", () => Observe(acceptor => acceptor.Accepted), "{connection}", "Connections accepted.");
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
    }

    /// <summary>For instruments that others add.</summary>
    public Meter Meter => _meter;

    /// <summary>
    /// The counters for the acceptors of the listeners of one name on one event loop. Two listeners may have the name for a while: one
    /// that is leaving and one that is new. They count together. The counters live as long as the server.
    /// </summary>
    /// <param name="listener">The listener's name.</param>
    /// <param name="loop">The index of the event loop.</param>
    public AcceptorCounters CountersOf(string listener, int loop)
    {
        var counters = _acceptors.FirstOrDefault(acceptor => acceptor.Listener == listener && acceptor.Loop == loop);
        if (counters is not null) return counters;

        counters = new AcceptorCounters(listener, loop, _labels);
        ImmutableInterlocked.Update(ref _acceptors, acceptors => acceptors.Add(counters));
        return counters;
    }

    /// <summary>Counts a deployment after the start.</summary>
    public void DeploymentEnded(DeploymentResult result) => Interlocked.Increment(ref _deployments[(int)result]);

    /// <summary>Notes when the configuration in force was put in force, at the start or later.</summary>
    public void DeployedAt(DateTimeOffset time) => Interlocked.Exchange(ref _deployedAt, time.ToUnixTimeMilliseconds());

    /// <summary>Records the duration of a handshake that ended, with any result.</summary>
    public void HandshakeEnded(string listener, HandshakeResult result, TimeSpan duration)
    {
        if (!_handshakeDuration.Enabled) return;
        _handshakeDuration.Record(duration.TotalSeconds, Tag("listener", listener), Tag("result", Name(result)));
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Observe(Func<AcceptorCounters, long> value) =>
        from listener in _acceptors.GroupBy(acceptor => acceptor.Listener)
        select new Measurement<long>(listener.Sum(value), Tag("listener", listener.Key));

    private IEnumerable<Measurement<long>> ObserveBytes() =>
        from listener in _acceptors.GroupBy(acceptor => acceptor.Listener)
        from measurement in new Measurement<long>[]
        {
            new(listener.Sum(acceptor => acceptor.BytesIn), Tag("listener", listener.Key), Tag("direction", "in")),
            new(listener.Sum(acceptor => acceptor.BytesOut), Tag("listener", listener.Key), Tag("direction", "out")),
        }
        select measurement;

    private IEnumerable<Measurement<long>> ObserveConnections() =>
        from listener in _acceptors.GroupBy(acceptor => acceptor.Listener)
        from phase in Enumerable.Range(0, _labels.OpenPhases)
        select new Measurement<long>(
            listener.Sum(acceptor => acceptor.Connections(phase)), Tag("listener", listener.Key), Tag("phase", _labels.Phases[phase]));

    // The three below leave out the combinations that never happened: they are many, and say nothing.

    private IEnumerable<Measurement<long>> ObserveCloses() =>
        from listener in _acceptors.GroupBy(acceptor => acceptor.Listener)
        from reason in Enumerable.Range(0, _labels.CloseReasons.Length)
        from phase in Enumerable.Range(0, _labels.Phases.Length)
        let count = listener.Sum(acceptor => acceptor.Closes(reason, phase))
        where count > 0
        select new Measurement<long>(
            count, Tag("listener", listener.Key), Tag("reason", _labels.CloseReasons[reason]), Tag("phase", _labels.Phases[phase]));

    private IEnumerable<Measurement<long>> ObserveHandshakes() =>
        from listener in _acceptors.GroupBy(acceptor => acceptor.Listener)
        from result in Enum.GetValues<HandshakeResult>()
        from version in AcceptorCounters.Versions
        from resumed in new[] { false, true }
        let count = listener.Sum(acceptor => acceptor.Handshakes(result, version, resumed))
        where count > 0
        select new Measurement<long>(
            count, Tag("listener", listener.Key), Tag("result", Name(result)), Tag("version", version),
            Tag("resumed", resumed));

    private IEnumerable<Measurement<long>> ObserveAcceptErrors() =>
        from listener in _acceptors.GroupBy(acceptor => acceptor.Listener)
        from errorClass in Enumerable.Range(0, _labels.AcceptErrorClasses.Length)
        let count = listener.Sum(acceptor => acceptor.AcceptErrors(errorClass))
        where count > 0
        select new Measurement<long>(count, Tag("listener", listener.Key), Tag("class", _labels.AcceptErrorClasses[errorClass]));

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
