using System.Globalization;
using ActorTls.Load.Comparison.Measuring;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>What memory of ActorTls comes to, and would come to.</summary>
internal static class MemoryTable
{
    private const int Million = 1_000_000;
    private const double KibibytesPerGibibyte = 1024 * 1024;

    /// <summary>KiB for each connection of every step after the first connections.</summary>
    public static IEnumerable<double> StepCosts(MemoryCurve curve)
    {
        var held = curve.Points.Where(point => point.Connections > 0).ToList();
        return held.Zip(held.Skip(1), (from, to) => (to.Kibibytes - from.Kibibytes) / (to.Connections - from.Connections));
    }

    /// <summary>KiB that so many connections would need, on the line through the first and the last point that hold some.</summary>
    public static double Extrapolate(MemoryCurve curve, int connections)
    {
        var (first, last) = (curve.Points.First(point => point.Connections > 0), curve.Points[^1]);
        var each = (last.Kibibytes - first.Kibibytes) / (last.Connections - first.Connections);
        return first.Kibibytes + (each * (connections - first.Connections));
    }

    /// <summary>A row for each step, and one that is calculated.</summary>
    public static string Format(MemoryCurve curve)
    {
        var costs = StepCosts(curve).Select(cost => Load.Reporting.Figures.Number(cost)).ToList();
        var unknown = Enumerable.Repeat("-", curve.Points.Count - costs.Count);
        var rows = curve.Points.Zip(unknown.Concat(costs), (point, cost) => (IReadOnlyList<string>)
            [Text(point.Connections), Load.Reporting.Figures.Number(point.Kibibytes / 1024), cost]);
        IReadOnlyList<string> calculated =
            [$"{Text(Million)}, **calculated**", string.Create(CultureInfo.InvariantCulture, $"{Extrapolate(curve, Million) / KibibytesPerGibibyte:0.0} GiB"), ""];
        return MarkdownTable.Format(["connections", "resident, MiB", "KiB for each further one"], rows.Append(calculated));
    }

    private static string Text(int number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
