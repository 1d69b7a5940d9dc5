using ActorTls.Load.Comparison.Figures;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>Something that ActorTls is to reach.</summary>
/// <param name="Text">What.</param>
/// <param name="Limit">The figure that is to be reached.</param>
/// <param name="IsAtLeast">Whether more is better.</param>
/// <param name="Unit">Of the figure; empty for a ratio.</param>
/// <param name="Measured">What was measured.</param>
internal sealed record Goal(string Text, double Limit, bool IsAtLeast, string Unit, Sample Measured)
{
    /// <summary>Whether the median reaches it; null where it was not measured.</summary>
    public bool? IsMet => Measured.IsEmpty ? null : IsAtLeast ? Measured.Median >= Limit : Measured.Median <= Limit;
}
