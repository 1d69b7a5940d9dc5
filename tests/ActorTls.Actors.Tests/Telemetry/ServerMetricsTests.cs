using System.Diagnostics.Metrics;
using System.Globalization;
using ActorTls.Connections;
using ActorTls.Hosting;
using ActorTls.Listening;
using ActorTls.Sessions;
using ActorTls.Telemetry;

namespace ActorTls.Actors.Tests.Telemetry;

/// <summary>What is counted by number is collected by name, as <c>docs/operations.md</c> has it.</summary>
public sealed class ServerMetricsTests : IDisposable
{
    private readonly string _listener = $"metrics-{Guid.NewGuid():N}";   // Other tests have instruments of their own meanwhile.
    private readonly ServerMetrics _metrics = new(ServerLabels.All);

    [Fact]
    public void What_acceptors_count_is_summed_by_listener_under_the_names_of_the_contract()
    {
        var (first, second) = (_metrics.CountersOf(_listener, 0), _metrics.CountersOf(_listener, 1));
        first.Accepted = 5;
        second.Accepted = 2;
        first.BytesIn = 100;
        second.BytesOut = 30;
        first.Connections(ConnectionPhase.Established)++;
        second.Connections(ConnectionPhase.Established)++;
        second.Connections(ConnectionPhase.Closing)++;
        second.Connections(ConnectionPhase.Closed)++;
        first.Closes(CloseReason.PeerReset, ConnectionPhase.Accepted)++;
        second.Closes(CloseReason.InternalError, ConnectionPhase.Closing) += 3;
        first.Handshakes(HandshakeResult.Completed, "TLSv1.3", resumed: true) += 4;
        first.Handshakes(HandshakeResult.TimedOut, "", resumed: false)++;
        second.AcceptErrors((int)AcceptErrorClass.OutOfDescriptors)++;

        Assert.Equal(
            [
                "actortls.accept.errors class=out-of-descriptors: 1",
                "actortls.connections phase=accepted: 0",
                "actortls.connections phase=authenticating: 0",
                "actortls.connections phase=closing: 1",
                "actortls.connections phase=established: 2",
                "actortls.connections phase=handshaking: 0",
                "actortls.connections.accepted : 7",
                "actortls.connections.closed reason=internal-error phase=closing: 3",
                "actortls.connections.closed reason=peer-reset phase=accepted: 1",
                "actortls.handshakes result=completed version=TLSv1.3 resumed=True: 4",
                "actortls.handshakes result=timed-out version= resumed=False: 1",
                "actortls.io direction=in: 100",
                "actortls.io direction=out: 30",
            ],
            Collect());
    }

    [Fact]
    public void Every_reason_in_every_phase_has_a_counter_of_its_own()
    {
        var counters = _metrics.CountersOf(_listener, 0);
        var count = 0;
        var expected = new List<string>();
        foreach (var reason in Enum.GetValues<CloseReason>())
        {
            foreach (var phase in Enum.GetValues<ConnectionPhase>())
            {
                counters.Closes(reason, phase) = ++count;
                expected.Add($"actortls.connections.closed reason={reason.Name()} phase={phase.Name()}: {count}");
            }
        }
        Assert.Equal(expected.Order(StringComparer.Ordinal), Collect().Where(line => line.StartsWith("actortls.connections.closed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_class_of_error_has_a_counter_of_its_own()
    {
        var counters = _metrics.CountersOf(_listener, 0);
        foreach (var errorClass in Enum.GetValues<AcceptErrorClass>()) counters.AcceptErrors((int)errorClass) = 10 + (int)errorClass;

        var expected = Enum.GetValues<AcceptErrorClass>().Select(errorClass => $"actortls.accept.errors class={errorClass.Name()}: {10 + (int)errorClass}");
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            Collect().Where(line => line.StartsWith("actortls.accept.errors", StringComparison.Ordinal)));
    }

    public void Dispose() => _metrics.Dispose();

    /// <summary>Each value of this test's listener: instrument, tags besides the listener, value.</summary>
    private List<string> Collect()
    {
        var lines = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ServerMetrics.MeterName) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (!tags.ToArray().Contains(new("listener", _listener))) return;
            var others = tags.ToArray().Where(tag => tag.Key != "listener").Select(tag => $"{tag.Key}={tag.Value}");
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{instrument.Name} {string.Join(' ', others)}: {value}"));
        });
        listener.Start();
        listener.RecordObservableInstruments();
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}
