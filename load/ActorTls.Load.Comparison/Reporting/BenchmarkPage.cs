using System.Globalization;
using System.Text;
using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Measuring;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>The measured part of <c>docs/benchmarks.md</c>.</summary>
internal static class BenchmarkPage
{
    /// <summary>A page that has no text of its own yet.</summary>
    public const string Frame = $"# Benchmarks\n\n{GeneratedPart.Begin}\n{GeneratedPart.End}\n";

    /// <summary>The text.</summary>
    public static string Format(ComparisonResult result, IReadOnlyList<(string File, string Title, string Svg)> plots, string templates)
    {
        var page = new StringBuilder();
        Head(page, result);
        page.Append("## All at a glance\n\n").Append(RowTables.Overview(result));
        page.Append("## Against the goals\n\nA ratio is taken round by round; its median decides, and the brackets hold the smallest and the largest.\n\n")
            .Append(RowTables.GoalTable(result));
        foreach (var row in result.Settings.Rows.Rows) Section(page, result, row, plots);
        if (result.Settings.Rows.Includes(RowCatalogue.Idle)) Memory(page, result, plots);
        if (result.Settings.Rows.Includes(RowCatalogue.Start)) Start(page, result, plots);
        if (result.Measurements.Failures.Count > 0) Failures(page, result);
        Settings(page, result, templates);
        return page.ToString();
    }

    private static void Head(StringBuilder page, ComparisonResult result)
    {
        var settings = result.Settings;
        if (settings.IsQuick) page.Append("**A quick run, to see that everything works. These figures are worth little.**\n\n");
        if (!settings.Rows.IsEverything) page.Append(CultureInfo.InvariantCulture, $"**Only some rows were measured:** {string.Join(", ", settings.Rows.Keys)}.\n\n");
        if (result.Load > ComparisonResult.QuietLoad)
        {
            page.Append(CultureInfo.InvariantCulture, $"""
                **The machine was busy with other things** (load {result.Load:0.0} before this began). Latencies and rates are theirs as much as the servers'; CPU for
                each operation suffers less, and ratios, taken within a round, least.


                """);
        }
        page.Append(CultureInfo.InvariantCulture, $"""
            Measured on {result.Time:d MMMM yyyy}, in {result.Length.TotalMinutes:0} minutes: {settings.Rounds} round(s), in each of which every server had
            {settings.WarmUp.TotalSeconds:0.#} s of warm-up and {settings.Time.TotalSeconds:0.#} s that count for each row. Figures are medians over the rounds; brackets hold
            the smallest and the largest.


            """);
        page.Append(MarkdownTable.Format(["machine", ""], result.Machine.Select(line => (IReadOnlyList<string>)[line.Name, line.Value]), numbers: false));
        page.Append(MarkdownTable.Format(["server", "version"], result.Servers.Select(each => (IReadOnlyList<string>)[each.Server.Name, each.Version]), numbers: false));
        foreach (var (server, reason) in result.LeftOut) page.Append(CultureInfo.InvariantCulture, $"{server} took no part: {reason}.\n\n");
    }

    private static void Section(StringBuilder page, ComparisonResult result, Row row, IReadOnlyList<(string File, string Title, string Svg)> plots)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {row.Title}\n\n`actor-tls-load {row.Scenario} {string.Join(' ', row.Arguments)}`\n\n");
        page.Append(row == RowCatalogue.Storm ? RowTables.Storm(result) : RowTables.Detail(result, row));
        if (result.Measurements.Get(row.Key, RowCatalogue.LibSsl, Figure.ProcessorTime) is { IsEmpty: false } limit)
            page.Append(CultureInfo.InvariantCulture, $"OpenSSL in memory, the server's half without any socket: {SampleText.WithSpread(limit)} µs.\n\n");
        Plot(page, $"{row.Key}.svg", plots);
    }

    private static void Memory(StringBuilder page, ComparisonResult result, IReadOnlyList<(string File, string Title, string Svg)> plots)
    {
        var steps = result.Settings.Memory;
        page.Append(CultureInfo.InvariantCulture, $"""
            ## Idle connections

            Resident memory of all of a server's processes, which it grows by for each connection from {steps.First:#,##0} to {steps.Last:#,##0}, on a server that
            has just been started; measured {result.Settings.MemoryRounds} time(s). A server that forwards holds a second connection for each. The kernel's memory for sockets is
            in no figure.


            """);
        page.Append(MarkdownTable.Format(["server", "KiB each", "with a client certificate"], result.Servers.Select(each => (IReadOnlyList<string>)
        [
            each.Server.Name, SampleText.WithSpread(result.Measurements.Get(RowCatalogue.Idle, each.Server.Name, Figure.KibibytesPerConnection)),
            SampleText.WithSpread(result.Measurements.Get(RowCatalogue.IdleMutual, each.Server.Name, Figure.KibibytesPerConnection)),
        ])));
        Plot(page, $"{RowCatalogue.Idle}.svg", plots);
        foreach (var curve in result.LongMemoryCurves)
        {
            page.Append(CultureInfo.InvariantCulture, $"### {curve.Server}, {(curve.WithCertificate ? "clients with a certificate" : "clients without a certificate")}\n\n");
            page.Append(MemoryTable.Format(curve));
        }
        Plot(page, "memory.svg", plots);
    }

    private static void Start(StringBuilder page, ComparisonResult result, IReadOnlyList<(string File, string Title, string Svg)> plots)
    {
        page.Append("## Start\n\nFrom the start of the process to the end of the first client's handshake, which tries again every millisecond.\n\n");
        page.Append(MarkdownTable.Format(["server", "ms"], result.Servers.Select(each => (IReadOnlyList<string>)
            [each.Server.Name, SampleText.WithSpread(result.Measurements.Get(RowCatalogue.Start, each.Server.Name, Figure.StartTime))])));
        Plot(page, $"{RowCatalogue.Start}.svg", plots);
    }

    private static void Failures(StringBuilder page, ComparisonResult result)
    {
        page.Append("## What could not be measured\n\n");
        page.Append(MarkdownTable.Format(["row", "server", "round", "reason"], result.Measurements.Failures.Select(failure => (IReadOnlyList<string>)
            [failure.Row, failure.Server, failure.Round.ToString(CultureInfo.InvariantCulture), failure.Reason]), numbers: false));
    }

    private static void Settings(StringBuilder page, ComparisonResult result, string templates)
    {
        page.Append("## The exact settings\n\nWords between `@` are filled in: ports, paths, and 2 workers for everybody.\n\n");
        var files = result.Servers.Select(each => each.Server.Template).OfType<string>().Prepend("openssl.cnf");
        foreach (var file in files)
        {
            page.Append(CultureInfo.InvariantCulture, $"<details><summary><code>load/peers/{file}</code></summary>\n\n```\n");
            page.Append(File.ReadAllText(Path.Combine(templates, file)).Trim()).Append("\n```\n\n</details>\n\n");
        }
    }

    private static void Plot(StringBuilder page, string file, IReadOnlyList<(string File, string Title, string Svg)> plots)
    {
        foreach (var (_, title, _) in plots.Where(plot => plot.File == file)) page.Append(CultureInfo.InvariantCulture, $"![{title}](benchmarks/{file})\n\n");
    }
}
