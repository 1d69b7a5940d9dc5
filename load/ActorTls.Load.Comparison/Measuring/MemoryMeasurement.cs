using System.Globalization;
using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Servers;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>Measures it.</summary>
internal sealed class MemoryMeasurement(LoadTool tool, Measurements measurements)
{
    /// <summary>
    /// Opens connections in steps and looks at memory after each; null where that fails. What was allocated for the first step
    /// alone, such as pools and code, is in no figure by connection.
    /// </summary>
    public async Task<MemoryCurve?> MeasureAsync(
        string row, RunningServer server, bool withCertificate, int round, MemorySteps steps, CancellationToken cancellation)
    {
        var name = server.Definition.Name;
        try
        {
            var result = await tool.RunAsync("idle", server, withCertificate ? server.MutualPort : server.Port,
                ["--connections", Text(steps.Last), "--first", Text(steps.First), "--steps", Text(steps.Count), "--settle", $"{Text((int)steps.Settle.TotalMilliseconds)}ms"],
                cancellation);
            var holds = result.Stages.Where(stage => stage.Server?.Connections is not null).Select(stage => stage.Server!).ToList();
            measurements.Add(row, name, Figure.KibibytesPerConnection, round, holds[^1].KibibytesPerConnection);
            return new MemoryCurve(name, withCertificate, [.. holds.Select(hold => new MemoryPoint(hold.Connections!.Value, hold.ResidentKibibytes))]);
        }
        catch (MeasurementException e)
        {
            measurements.AddFailure(new MeasurementFailure("Idle connections", name, round, e.Message));
            return null;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
