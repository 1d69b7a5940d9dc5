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
