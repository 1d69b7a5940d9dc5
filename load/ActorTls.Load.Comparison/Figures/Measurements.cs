namespace ActorTls.Load.Comparison.Figures;

/// <summary>Everything that was measured, and what could not be.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<(string Row, string Server, Figure Figure), Dictionary<int, double>> _values = [];
    private readonly List<MeasurementFailure> _failures = [];

    /// <summary>What could not be measured.</summary>
    public IReadOnlyList<MeasurementFailure> Failures => _failures;

    /// <summary>All of it, for a file.</summary>
    public IEnumerable<(string Row, string Server, Figure Figure, Sample Sample)> All =>
        _values.Select(each => (each.Key.Row, each.Key.Server, each.Key.Figure, new Sample(each.Value)));

    /// <summary>Adds a figure of a round.</summary>
    public void Add(string row, string server, Figure figure, int round, double? value)
    {
        if (value is not { } number) return;
        if (!_values.TryGetValue((row, server, figure), out var rounds)) _values[(row, server, figure)] = rounds = [];
        rounds[round] = number;
    }

    /// <summary>Adds a failure.</summary>
    public void AddFailure(MeasurementFailure failure) => _failures.Add(failure);

    /// <summary>A figure of a row; empty where it was not measured.</summary>
    public Sample Get(string row, string server, Figure figure) =>
        new(_values.TryGetValue((row, server, figure), out var rounds) ? rounds : new Dictionary<int, double>());
}

/// <summary>What is looked at in a run.</summary>
internal enum Figure
{
    /// <summary>Processor time of the server for each operation, µs.</summary>
    ProcessorTime,

    /// <summary>Operations a second.</summary>
    Rate,

    /// <summary>The median latency, µs.</summary>
    P50,

    /// <summary>The 99th percentile of latency, µs.</summary>
    P99,

    /// <summary>The 99th percentile of latency before the storm began, µs.</summary>
    QuietP99,

    /// <summary>Application bytes for each second of the server's processor time, 10^6.</summary>
    MegabytesPerProcessorSecond,

    /// <summary>Processor time of the server in the run's time, 100 = a core.</summary>
    ProcessorPercent,

    /// <summary>Processor time of the load threads, 100 = all of the time.</summary>
    ClientBusyPercent,

    /// <summary>Resident memory for each further connection, KiB.</summary>
    KibibytesPerConnection,

    /// <summary>From the start of the process to the end of the first client's handshake, ms.</summary>
    StartTime,
}

/// <summary>A run that came to nothing.</summary>
internal sealed record MeasurementFailure(string Row, string Server, int Round, string Reason);
