using System.Text.Encodings.Web;
using System.Text.Json;
using ActorTls.Load.Comparison.Figures;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>Writes what a comparison has found out: <c>benchmarks.md</c>, and its plots and figures in <c>benchmarks/</c>.</summary>
internal static class BenchmarkFiles
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it all; returns the page's file.</summary>
    public static async Task<string> WriteAsync(ComparisonResult result, string directory, string templates, CancellationToken cancellation)
    {
        var plots = BenchmarkPlots.Of(result);
        var below = Directory.CreateDirectory(Path.Combine(directory, "benchmarks")).FullName;
        foreach (var (file, _, svg) in plots) await File.WriteAllTextAsync(Path.Combine(below, file), svg, cancellation);
        await File.WriteAllTextAsync(Path.Combine(below, "figures.json"), Figures(result), cancellation);

        var page = Path.Combine(directory, "benchmarks.md");
        var measured = BenchmarkPage.Format(result, plots, templates);
        var before = File.Exists(page) ? await File.ReadAllTextAsync(page, cancellation) : null;
        await File.WriteAllTextAsync(page, GeneratedPart.Replace(before ?? BenchmarkPage.Frame, measured), cancellation);
        return page;
    }

    // A line for each figure, so that two runs can be compared line by line.
    private static string Figures(ComparisonResult result) => "[\n" + string.Join(",\n", result.Measurements.All.Select(each => JsonSerializer.Serialize(
        new { row = each.Row, server = each.Server, figure = each.Figure.ToString(), rounds = each.Sample.Values.OrderBy(value => value.Key).Select(value => Math.Round(value.Value, 3)) }, Json))) + "\n]\n";
}
