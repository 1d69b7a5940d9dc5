using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Measuring;
using ActorTls.Load.Comparison.Servers;
using ActorTls.Load.Plots;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>The plots of a comparison: file names without directory, and what is in them.</summary>
internal static class BenchmarkPlots
{
    /// <summary>All for which something was measured.</summary>
    public static IReadOnlyList<(string File, string Title, string Svg)> Of(ComparisonResult result)
    {
        var plots = new List<(string, string, string)>();
        foreach (var row in RowCatalogue.All)
        {
            var (title, unit, divisor) = Describe(row);
            AddBars(plots, result, row.Key, title, unit, server => Scaled(result.Measurements.Get(row.Key, server, row.Main), divisor), row.Key);
        }
        AddBars(plots, result, RowCatalogue.Idle, "Idle connection: resident memory", "KiB, less is better", server => result.Measurements.Get(RowCatalogue.Idle, server, Figure.KibibytesPerConnection), null);
        AddBars(plots, result, RowCatalogue.Start, "Start to the first client served", "ms, less is better", server => result.Measurements.Get(RowCatalogue.Start, server, Figure.StartTime), null);
        if (result.LongMemoryCurves.Count > 0)
        {
            const string title = "Resident memory of ActorTls";
            var series = result.LongMemoryCurves.Select(curve => new ChartSeries(
                curve.WithCertificate ? "certificates" : "no certificates", [.. curve.Points.Select(point => ((double)point.Connections, point.Kibibytes / 1024))]));
            plots.Add(("memory.svg", title, new SvgChart(title, "connections", "MiB", [.. series]).Render()));
        }
        return plots;
    }

    private static (string Title, string Unit, double Divisor) Describe(Row row) => row.Main switch
    {
        Figure.P50 => ($"{row.Title}: median latency", "µs, less is better", 1),
        Figure.P99 => ($"{row.Title}: p99 of latency", "ms, less is better", 1000),
        Figure.MegabytesPerProcessorSecond => ($"{row.Title}: MB for each second of server CPU", "more is better", 1),
        _ => ($"{row.Title}: server CPU", "µs for each, less is better", 1),
    };

    private static void AddBars(
        List<(string, string, string)> plots, ComparisonResult result, string file, string title, string unit, Func<string, Sample> figure, string? limitRow)
    {
        var bars = result.Servers
            .Select(each => (each.Server.Name, Sample: figure(each.Server.Name), Group: Group(each.Server)))
            .Append((Name: "OpenSSL in memory", Sample: limitRow is null ? Sample.Of() : result.Measurements.Get(limitRow, RowCatalogue.LibSsl, Figure.ProcessorTime), Group: 3))
            .Where(each => !each.Sample.IsEmpty)
            .Select(each => new Bar(each.Name, each.Sample.Median, each.Sample.Least, each.Sample.Most, each.Group)).ToList();
        if (bars.Count > 0) plots.Add(($"{file}.svg", title, new BarChart(title, unit, bars).Render()));
    }

    private static int Group(ServerDefinition server) => (server.Name, server.Kind) switch
    {
        (ServerCatalogue.ActorTlsEcho or ServerCatalogue.ActorTlsForward, _) => 0,
        (_, ServerKind.Echo) => 1,
        _ => 2,
    };

    private static Sample Scaled(Sample sample, double divisor) => new(sample.Values.ToDictionary(each => each.Key, each => each.Value / divisor));
}
