using ActorTls.Load.Comparison.Measuring;
using ActorTls.Load.Comparison.Servers;

namespace ActorTls.Load.Comparison.Figures;

/// <summary>All that a comparison has found out.</summary>
internal sealed record ComparisonResult
{
    /// <summary>With more load than this before it begins, the machine has other things to do.</summary>
    public const double QuietLoad = 1.5;

    /// <summary>When it began.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How it was measured.</summary>
    public required ComparisonSettings Settings { get; init; }

    /// <summary>How many threads wanted a processor before it began, on average over a minute.</summary>
    public required double Load { get; init; }

    /// <summary>The machine, in lines of a name and a value.</summary>
    public required IReadOnlyList<(string Name, string Value)> Machine { get; init; }

    /// <summary>Servers that took part, with their versions.</summary>
    public required IReadOnlyList<(ServerDefinition Server, string Version)> Servers { get; init; }

    /// <summary>Servers that did not, and why.</summary>
    public required IReadOnlyList<(string Server, string Reason)> LeftOut { get; init; }

    /// <summary>The figures.</summary>
    public required Measurements Measurements { get; init; }

    /// <summary>Memory by connections, up to a few thousand, of each server.</summary>
    public required IReadOnlyList<MemoryCurve> MemoryCurves { get; init; }

    /// <summary>The same of ActorTls alone, to as many connections as descriptors allow.</summary>
    public required IReadOnlyList<MemoryCurve> LongMemoryCurves { get; init; }
}

/// <summary>How a comparison is measured.</summary>
internal sealed record ComparisonSettings
{
    /// <summary>How often each row is measured on each server.</summary>
    public required int Rounds { get; init; }

    /// <summary>How often memory is.</summary>
    public required int MemoryRounds { get; init; }

    /// <summary>Load before the time that counts.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>The time that counts.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>How connections are opened for the memory of each server.</summary>
    public required MemorySteps Memory { get; init; }

    /// <summary>How they are for that of ActorTls alone.</summary>
    public required MemorySteps LongMemory { get; init; }

    /// <summary>Which rows are.</summary>
    public RowSelection Rows { get; init; } = RowSelection.Everything;

    /// <summary>A short form, to see that everything works; its figures are worth little.</summary>
    public required bool IsQuick { get; init; }
}
