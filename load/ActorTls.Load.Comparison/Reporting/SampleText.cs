using ActorTls.Load.Comparison.Figures;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>Samples as people read them.</summary>
internal static class SampleText
{
    /// <summary>The median, and in brackets the smallest and the largest; a hyphen where nothing was measured.</summary>
    public static string WithSpread(Sample sample) => sample switch
    {
        { IsEmpty: true } => "-",
        { Values.Count: 1 } => Number(sample.Median),
        _ => $"{Number(sample.Median)} ({Number(sample.Least)}–{Number(sample.Most)})",
    };

    /// <summary>The median.</summary>
    public static string Median(Sample sample) => sample.IsEmpty ? "-" : Number(sample.Median);

    /// <summary>A ratio, to two digits after the point.</summary>
    public static string Ratio(Sample ratio) => ratio.IsEmpty ? "-" : FormattableString.Invariant($"{ratio.Median:0.00}");

    /// <summary>A ratio with the smallest and the largest.</summary>
    public static string RatioWithSpread(Sample ratio) => ratio.Values.Count < 2
        ? Ratio(ratio)
        : FormattableString.Invariant($"{ratio.Median:0.00} ({ratio.Least:0.00}–{ratio.Most:0.00})");

    private static string Number(double value) => Load.Reporting.Figures.Number(value);
}
