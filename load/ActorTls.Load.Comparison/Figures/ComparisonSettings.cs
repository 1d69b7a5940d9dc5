using ActorTls.Load.Comparison.Measuring;

namespace ActorTls.Load.Comparison.Figures;

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
