using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Libssl;
using ActorTls.Load.Comparison.Servers;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>
/// Measures every row on every server, round by round. In each round the servers take turns at one row before the next row
/// comes, and each round begins with another server: what the machine does meanwhile meets all alike.
/// </summary>
internal sealed class Comparison(Workplace workplace, ComparisonSettings settings, IReadOnlyList<ServerDefinition> definitions, TextWriter output)
{
    private readonly Measurements _measurements = new();
    private readonly LoadTool _tool = new(workplace);
    private readonly List<RunningServer> _servers = [];
    private readonly List<MemoryCurve> _curves = [];
    private readonly List<MemoryCurve> _longCurves = [];
    private int _upstream;

    /// <summary>The figures.</summary>
    public Measurements Measurements => _measurements;

    /// <summary>Memory of each server.</summary>
    public IReadOnlyList<MemoryCurve> MemoryCurves => _curves;

    /// <summary>Memory of ActorTls, to as many connections as descriptors allow.</summary>
    public IReadOnlyList<MemoryCurve> LongMemoryCurves => _longCurves;

    /// <summary>Does all of it. Every process that is started has ended when this has.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var (echo, port) = await PlaintextEchoProcess.StartAsync(workplace, cancellation);
        await using var service = echo;
        _upstream = port;
        try
        {
            foreach (var definition in definitions) await StartAsync(definition, cancellation);
            var rows = new RowMeasurement(_tool, _measurements);
            await WarmUpAsync(rows, cancellation);
            for (var round = 1; round <= settings.Rounds; round++) await RunRoundAsync(rows, round, cancellation);
        }
        finally
        {
            foreach (var server in _servers) await server.DisposeAsync();
        }
        if (settings.Rows.Includes(RowCatalogue.Idle)) await MeasureMemoryAsync(cancellation);
    }

    private async Task StartAsync(ServerDefinition definition, CancellationToken cancellation)
    {
        try
        {
            _servers.Add(await RunningServer.StartAsync(definition, workplace, _upstream, cancellation));
        }
        catch (InvalidOperationException e)
        {
            _measurements.AddFailure(new MeasurementFailure("Start", definition.Name, 0, e.Message));
            await output.WriteLineAsync(e.Message);
        }
    }

    private async Task WarmUpAsync(RowMeasurement rows, CancellationToken cancellation)
    {
        await output.WriteLineAsync("warming up");
        foreach (var row in settings.Rows.Rows)
        {
            foreach (var server in TakingPart(row)) await rows.WarmUpAsync(row, server, settings.WarmUp, cancellation);
        }
    }

    private async Task RunRoundAsync(RowMeasurement rows, int round, CancellationToken cancellation)
    {
        await output.WriteLineAsync($"round {round} of {settings.Rounds}");
        MeasureLibSsl(round);
        foreach (var row in settings.Rows.Rows)
        {
            foreach (var server in Rotated(TakingPart(row), round))
            {
                var figure = await rows.MeasureAsync(row, server, round, settings.WarmUp, settings.Time, cancellation);
                await output.WriteLineAsync($"  {row.Key,-8} {server.Definition.Name,-16} {figure}");
            }
        }
        if (!settings.Rows.Includes(RowCatalogue.Start)) return;
        foreach (var definition in Rotated(definitions, round)) await MeasureStartAsync(definition, round, cancellation);
    }

    private void MeasureLibSsl(int round)
    {
        foreach (var kind in Enum.GetValues<MemoryHandshakeKind>())
        {
            var row = kind switch { MemoryHandshakeKind.Full => RowCatalogue.Full, MemoryHandshakeKind.Mutual => RowCatalogue.Mutual, _ => RowCatalogue.Resumed };
            if (!settings.Rows.Includes(row.Key)) continue;
            using var handshakes = new MemoryHandshakes(kind, workplace.Certificates);
            _measurements.Add(row.Key, RowCatalogue.LibSsl, Figure.ProcessorTime, round, handshakes.Measure(settings.Time / 4));
        }
    }

    private async Task MeasureStartAsync(ServerDefinition definition, int round, CancellationToken cancellation)
    {
        try
        {
            await using var server = await RunningServer.StartAsync(definition, workplace, _upstream, cancellation);
            _measurements.Add(RowCatalogue.Start, definition.Name, Figure.StartTime, round, server.StartTime.TotalMilliseconds);
        }
        catch (InvalidOperationException e)
        {
            _measurements.AddFailure(new MeasurementFailure("Start", definition.Name, round, e.Message));
        }
    }

    private async Task MeasureMemoryAsync(CancellationToken cancellation)
    {
        for (var round = 1; round <= settings.MemoryRounds; round++)
        {
            await output.WriteLineAsync($"memory, round {round} of {settings.MemoryRounds}");
            foreach (var definition in Rotated(definitions, round))
            {
                await MeasureMemoryAsync(definition, withCertificate: false, round, settings.Memory, RowCatalogue.Idle, _curves, cancellation);
                if (definition.IsMutual && definition.Kind == ServerKind.Echo)
                    await MeasureMemoryAsync(definition, withCertificate: true, round, settings.Memory, RowCatalogue.IdleMutual, _curves, cancellation);
            }
        }
        await output.WriteLineAsync("memory of ActorTls");
        var own = definitions.Where(definition => definition.Name == ServerCatalogue.ActorTlsEcho).ToList();
        foreach (var definition in own)
        {
            await MeasureMemoryAsync(definition, withCertificate: false, 1, settings.LongMemory, RowCatalogue.IdleLong, _longCurves, cancellation);
            await MeasureMemoryAsync(definition, withCertificate: true, 1, settings.LongMemory, RowCatalogue.IdleMutualLong, _longCurves, cancellation);
        }
    }

    private async Task MeasureMemoryAsync(
        ServerDefinition definition, bool withCertificate, int round, MemorySteps steps, string row, List<MemoryCurve> curves,
        CancellationToken cancellation)
    {
        try
        {
            await using var server = await RunningServer.StartAsync(definition, workplace, _upstream, cancellation);
            if (await new MemoryMeasurement(_tool, _measurements).MeasureAsync(row, server, withCertificate, round, steps, cancellation) is { } curve)
                curves.Add(curve);
        }
        catch (InvalidOperationException e)
        {
            _measurements.AddFailure(new MeasurementFailure("Idle connections", definition.Name, round, e.Message));
        }
    }

    private List<RunningServer> TakingPart(Row row) =>
        [.. _servers.Where(server => !row.WithCertificate || server.Definition.IsMutual)];

    private static IEnumerable<T> Rotated<T>(IReadOnlyList<T> all, int round) => all.Skip(round % Math.Max(all.Count, 1)).Concat(all.Take(round % Math.Max(all.Count, 1)));
}
