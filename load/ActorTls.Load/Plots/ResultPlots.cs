using ActorTls.Load.Running;

namespace ActorTls.Load.Plots;

/// <summary>The plots of a result.</summary>
internal static class ResultPlots
{
    // Percentiles are plotted so that each further nine takes as much room as the one before.
    private static readonly (double Percent, string Text)[] Nines = [(0, "0 %"), (90, "90 %"), (99, "99 %"), (99.9, "99.9 %"), (99.99, "99.99 %"), (99.999, "99.999 %")];

    /// <summary>Writes those that the result has data for; returns their files.</summary>
    public static IReadOnlyList<string> Write(RunResult result, string directory)
    {
        Directory.CreateDirectory(directory);
        var files = new List<string>();
        foreach (var (name, chart) in new[] { ("latency", Latency(result)), ("memory", Memory(result)), ("timeline", Timeline(result)) })
        {
            if (chart is null) continue;
            files.Add(Path.Combine(directory, $"{result.Scenario}-{name}.svg"));
            File.WriteAllText(files[^1], chart.Render());
        }
        return files;
    }

    /// <summary>The percentiles of every workload in every stage; null when nothing succeeded.</summary>
    internal static SvgChart? Latency(RunResult result)
    {
        var series = (
            from stage in result.Stages
            from workload in stage.Workloads
            where workload.Latency is { Count: > 0 }
            let latency = workload.Latency!
            let most = 1 - (1.0 / latency.Count)
            select new ChartSeries($"{stage.Name}.{workload.Name}", [.. latency.Curve
                .Select(point => (NinesOf(Math.Min(point.Percent / 100, most)), point.Microseconds / 1000))])).ToList();
        if (series.Count == 0) return null;
        var last = series.Max(line => line.Points.Max(point => point.Item1));
        var ticks = Nines.Select(nine => new ChartTick(NinesOf(nine.Percent / 100), nine.Text)).TakeWhile((tick, index) => index < 2 || tick.Value < last + 1);
        return new SvgChart($"{result.Scenario}: latency", "percentile", "ms", series, [.. ticks.Take(Nines.Length)]);
    }

    /// <summary>Memory by the number of connections that were held; null when that was not measured.</summary>
    internal static SvgChart? Memory(RunResult result)
    {
        var holds = result.Stages.Where(stage => stage.Server?.Connections > 0)
            .Select(stage => (X: (double)stage.Server!.Connections!.Value, Y: stage.Server.ResidentKibibytes / 1024.0)).ToList();
        return holds.Count < 2 ? null : new SvgChart(
            $"{result.Scenario}: resident memory of the server", "connections", "MiB", [new ChartSeries("resident memory", holds)]);
    }

    /// <summary>Rate over time; null when there are fewer than two points.</summary>
    internal static SvgChart? Timeline(RunResult result) => result.Timeline.Count < 2 ? null : new SvgChart(
        $"{result.Scenario}: latency over time", "seconds", "ms",
        [
            new ChartSeries("p50", [.. result.Timeline.Select(point => (point.Seconds, point.P50 / 1000))]),
            new ChartSeries("p99", [.. result.Timeline.Select(point => (point.Seconds, point.P99 / 1000))]),
        ]);

    private static double NinesOf(double part) => Math.Min(-Math.Log10(1 - Math.Min(part, 0.9999999)), 5);
}
