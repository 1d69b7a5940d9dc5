using System.Globalization;
using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Servers;
using ActorTls.Load.Running;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>Runs of rows on servers, one at a time.</summary>
internal sealed class RowMeasurement(LoadTool tool, Measurements measurements)
{
    // A server has seen the fleet's clients up to here. It lives through all rounds, and may remember them.
    private readonly Dictionary<RunningServer, long> _nextClients = [];

    /// <summary>Runs it without looking at anything, so that what is compiled while it runs is compiled.</summary>
    public async Task WarmUpAsync(Row row, RunningServer server, TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await RunAsync(row, server, TimeSpan.Zero, time, cancellation);
        }
        catch (MeasurementException)
        {
            // It will be seen, and written down, when it counts.
        }
    }

    /// <summary>Runs it and keeps its figures; returns the main one, or why there is none.</summary>
    public async Task<string> MeasureAsync(
        Row row, RunningServer server, int round, TimeSpan warmUp, TimeSpan time, CancellationToken cancellation)
    {
        var name = server.Definition.Name;
        try
        {
            Keep(row, name, round, await RunAsync(row, server, warmUp, time, cancellation));
            return measurements.Get(row.Key, name, row.Main).Values[round].ToString("0.0", CultureInfo.InvariantCulture);
        }
        catch (MeasurementException e)
        {
            measurements.AddFailure(new MeasurementFailure(row.Title, name, round, e.Message));
            return e.Message;
        }
    }

    private async Task<RunResult> RunAsync(Row row, RunningServer server, TimeSpan warmUp, TimeSpan time, CancellationToken cancellation)
    {
        var first = _nextClients.GetValueOrDefault(server).ToString(CultureInfo.InvariantCulture);
        IReadOnlyList<string> turn = row.IsFleet ? ["--first", first] : [];
        var result = await tool.RunAsync(
            row.Scenario, server, row.WithCertificate ? server.MutualPort : server.Port,
            [.. row.Arguments, .. turn, "--warm-up", Milliseconds(warmUp), "--duration", Milliseconds(time)], cancellation);
        if (result.NextClient is { } next) _nextClients[server] = next % RowCatalogue.FleetSize;
        return result;
    }

    private void Keep(Row row, string server, int round, RunResult result)
    {
        var stage = result.Stages[^1];
        var workload = stage.Workloads.First(workload => workload.Name == result.Workload);
        void Add(Figure figure, double? value) => measurements.Add(row.Key, server, figure, round, value);
        Add(Figure.ProcessorTime, stage.Server?.MicrosecondsPerOperation);
        Add(Figure.ProcessorPercent, stage.Server?.ProcessorPercent);
        Add(Figure.MegabytesPerProcessorSecond, stage.Server?.MegabytesPerProcessorSecond);
        Add(Figure.ClientBusyPercent, stage.ClientBusyPercent);
        Add(Figure.Rate, workload.Rate);
        Add(Figure.P50, workload.Latency?.P50);
        Add(Figure.P99, workload.Latency?.P99);
        if (result.Stages is [var quiet, _]) Add(Figure.QuietP99, quiet.Workloads.First(each => each.Name == result.Workload).Latency?.P99);
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms");
}
