using System.Globalization;
using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Servers;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>Resident memory of a server that has just been started, by the number of connections that it holds.</summary>
/// <param name="Server">Which.</param>
/// <param name="WithCertificate">Whether its clients have shown a certificate.</param>
/// <param name="Points">From few to many; the first one is after the start.</param>
internal sealed record MemoryCurve(string Server, bool WithCertificate, IReadOnlyList<MemoryPoint> Points);

/// <summary>A point of such a curve.</summary>
internal readonly record struct MemoryPoint(int Connections, double Kibibytes);

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

/// <summary>In which steps connections are opened.</summary>
/// <param name="First">How many there are at first.</param>
/// <param name="Last">How many in the end.</param>
/// <param name="Count">In how many steps the others come.</param>
/// <param name="Settle">Quiet time before memory is looked at.</param>
internal readonly record struct MemorySteps(int First, int Last, int Count, TimeSpan Settle);
