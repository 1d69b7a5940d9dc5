using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Measuring;
using ActorTls.Load.Comparison.Servers;

namespace ActorTls.Load.Tests.Comparison;

/// <summary>A comparison as it might have been.</summary>
internal static class MadeUpResult
{
    /// <summary>The servers cost 100, 110, 120 µs and so on for each operation, in their order, and a tenth more in each round.</summary>
    public static ComparisonResult Create()
    {
        var measurements = new Measurements();
        for (var round = 1; round <= 3; round++)
        {
            for (var i = 0; i < ServerCatalogue.All.Count; i++)
            {
                var name = ServerCatalogue.All[i].Name;
                var cost = (100 + (10 * i)) * (1 + (round / 10.0));
                foreach (var row in RowCatalogue.All)
                {
                    foreach (var figure in new[] { Figure.ProcessorTime, Figure.Rate, Figure.P50, Figure.P99, Figure.MegabytesPerProcessorSecond })
                        measurements.Add(row.Key, name, figure, round, cost);
                }
                measurements.Add(RowCatalogue.Storm.Key, name, Figure.QuietP99, round, cost / 2);
                measurements.Add(RowCatalogue.Idle, name, Figure.KibibytesPerConnection, round, 10 + i);
            }
        }
        measurements.Add(RowCatalogue.IdleLong, ServerCatalogue.ActorTlsEcho, Figure.KibibytesPerConnection, 1, 14);
        measurements.AddFailure(new MeasurementFailure("row | 1", ServerCatalogue.Hitch, 2, "it was\nnot there"));
        return new ComparisonResult
        {
            Time = DateTimeOffset.UnixEpoch,
            Length = TimeSpan.FromMinutes(20),
            Settings = new ComparisonSettings
            {
                Rounds = 3, MemoryRounds = 1, WarmUp = TimeSpan.FromSeconds(1), Time = TimeSpan.FromSeconds(2), IsQuick = false,
                Memory = new MemorySteps(1000, 5000, 2, TimeSpan.FromSeconds(1)), LongMemory = new MemorySteps(1000, 19_000, 6, TimeSpan.FromSeconds(1)),
            },
            Load = 0.5,
            Machine = [("processor", "P")],
            Servers = [.. ServerCatalogue.All.Select(server => (server, $"version of {server.Name}"))],
            LeftOut = [],
            Measurements = measurements,
            MemoryCurves = [],
            LongMemoryCurves = [new MemoryCurve(ServerCatalogue.ActorTlsEcho, false, [new(0, 50_000), new(1000, 70_000), new(2000, 80_000), new(4000, 104_000)])],
        };
    }
}
