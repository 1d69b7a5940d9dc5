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
