using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Measuring;
using ActorTls.Load.Comparison.Servers;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>The tables of the page.</summary>
internal static class RowTables
{
    /// <summary>All servers and rows, the figure that each row is about: medians alone.</summary>
    public static string Overview(ComparisonResult result)
    {
        var rows = new List<(string Title, string Key, Figure Figure, double Divisor)>
        {
            ("full handshake, CPU µs", RowCatalogue.Full.Key, Figure.ProcessorTime, 1),
            ("with a client certificate, CPU µs", RowCatalogue.Mutual.Key, Figure.ProcessorTime, 1),
            ("with the certificates of 10,000 clients, CPU µs", RowCatalogue.Fleet.Key, Figure.ProcessorTime, 1),
            ("resumed, CPU µs", RowCatalogue.Resumed.Key, Figure.ProcessorTime, 1),
            ("64 B × 64 connections, CPU µs", RowCatalogue.Echo.Key, Figure.ProcessorTime, 1),
            ("64 B × 1 connection, median µs", RowCatalogue.Latency.Key, Figure.P50, 1),
            ("256 KiB × 4 connections, MB / CPU s", RowCatalogue.Stream.Key, Figure.MegabytesPerProcessorSecond, 1),
            ("live traffic in a storm, p99 ms", RowCatalogue.Storm.Key, Figure.P99, 1000),
            ("idle connection, KiB", RowCatalogue.Idle, Figure.KibibytesPerConnection, 1),
            ("start, ms", RowCatalogue.Start, Figure.StartTime, 1),
        };
        var columns = result.Servers.Select(each => each.Server.Name).Append(RowCatalogue.LibSsl).ToList();
        var headings = columns.Select(name => name == RowCatalogue.LibSsl ? "OpenSSL in memory" : name).Prepend("median").ToList();
        return MarkdownTable.Format(headings, rows.Where(row => result.Settings.Rows.Includes(row.Key)).Select(row => (IReadOnlyList<string>)
            [row.Title, .. columns.Select(name => Median(result.Measurements.Get(row.Key, name, row.Figure), row.Divisor))]));
    }

    /// <summary>One row, all servers, all of its figures with their spread, and how ActorTls compares with those of its kind.</summary>
    public static string Detail(ComparisonResult result, Row row)
    {
        Sample Get(string server, Figure figure) => result.Measurements.Get(row.Key, server, figure);
        var cells = result.Servers.Where(each => !row.WithCertificate || each.Server.IsMutual).Select(each =>
        {
            var name = each.Server.Name;
            var own = each.Server.Kind == ServerKind.Echo ? ServerCatalogue.ActorTlsEcho : ServerCatalogue.ActorTlsForward;
            return (IReadOnlyList<string>)
            [
                name, SampleText.WithSpread(Get(name, Figure.ProcessorTime)),
                name == own ? "" : SampleText.RatioWithSpread(Get(own, Figure.ProcessorTime).Over(Get(name, Figure.ProcessorTime))),
                SampleText.WithSpread(Get(name, Figure.Rate)), SampleText.WithSpread(Get(name, Figure.P50)), SampleText.WithSpread(Get(name, Figure.P99)),
                .. row.Main == Figure.MegabytesPerProcessorSecond ? [SampleText.WithSpread(Get(name, Figure.MegabytesPerProcessorSecond))] : Array.Empty<string>(),
                SampleText.Median(Get(name, Figure.ProcessorPercent)), SampleText.Median(Get(name, Figure.ClientBusyPercent)),
            ];
        });
        return MarkdownTable.Format(
            [
                "server", "CPU, µs each", "ActorTls / it", "per second", "p50, µs", "p99, µs",
                .. row.Main == Figure.MegabytesPerProcessorSecond ? ["MB for each CPU second"] : Array.Empty<string>(),
                "server CPU, %", "client busy, %",
            ], cells);
    }

    /// <summary>The storm: before and in it.</summary>
    public static string Storm(ComparisonResult result)
    {
        var key = RowCatalogue.Storm.Key;
        return MarkdownTable.Format(["server", "p99 without, µs", "p99 in the storm, µs", "difference, ms", "server CPU in the storm, %"], result.Servers.Select(each => (IReadOnlyList<string>)
        [
            each.Server.Name, SampleText.WithSpread(result.Measurements.Get(key, each.Server.Name, Figure.QuietP99)),
            SampleText.WithSpread(result.Measurements.Get(key, each.Server.Name, Figure.P99)),
            SampleText.WithSpread(Goals.StormExcessOf(result.Measurements, each.Server.Name)),
            SampleText.Median(result.Measurements.Get(key, each.Server.Name, Figure.ProcessorPercent)),
        ]));
    }

    /// <summary>The goals of ActorTls, and whether they are met. When rows were chosen, only the goals that these rows decide.</summary>
    public static string GoalTable(ComparisonResult result) => MarkdownTable.Format(
        ["goal", "to reach", "measured", "met"], Goals.Of(result).Where(goal => result.Settings.Rows.IsEverything || goal.IsMet is not null).Select(goal => (IReadOnlyList<string>)
        [
            goal.Text, FormattableString.Invariant($"{(goal.IsAtLeast ? "≥" : "≤")} {goal.Limit:0.##} {goal.Unit}").TrimEnd(),
            goal.Unit.Length > 0 ? SampleText.WithSpread(goal.Measured) : SampleText.RatioWithSpread(goal.Measured),
            goal.IsMet switch { true => "yes", false => "**no**", null => "not measured" },
        ]));

    private static string Median(Sample sample, double divisor) =>
        sample.IsEmpty ? "" : Load.Reporting.Figures.Number(sample.Median / divisor);
}
