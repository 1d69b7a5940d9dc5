using System.CommandLine;
using System.Diagnostics;
using ActorTls.Load.CommandLine;
using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Measuring;
using ActorTls.Load.Comparison.Reporting;
using ActorTls.Load.Comparison.Servers;
using ActorTls.Load.Running;

namespace ActorTls.Load.Comparison.CommandLine;

/// <summary>The command line: what is measured, and where the results go.</summary>
internal static class CompareCommand
{
    private static readonly Option<int> Rounds = new("--rounds") { Description = "how often each row is measured on each server", DefaultValueFactory = _ => 5 };
    private static readonly Option<string> Time = OptionTexts.Text("--time", "TIME", "the time that counts of each row, on each server in each round", "3s");
    private static readonly Option<bool> Quick = new("--quick") { Description = "one short round, to see that everything works; its figures are worth little" };
    private static readonly Option<string[]> ChosenRows = new("--rows")
    {
        Description = $"only these rows, with commas between them: {string.Join(", ", RowSelection.Known)}; the page goes to artifacts/compare then",
        HelpName = "ROWS",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string[]> Servers = new("--server") { Description = "only servers with this in their name; may be repeated", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private static readonly Option<string> Tools = new("--tools") { Description = "the directory with the programs that were built", Required = true };
    private static readonly Option<string> Repository = new("--repository") { Description = "the directory of the repository", Required = true };
    private static readonly Option<string?> Output = new("--out") { Description = "the directory for benchmarks.md and its plots [default: docs of the repository, with --quick or --rows artifacts/compare]" };

    /// <summary>Parses and does what the arguments ask for; returns the exit code.</summary>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        var root = new RootCommand(
            "Compares ActorTls with other servers on this machine, and writes benchmarks.md.\n" +
            "load/compare builds and installs what is needed, and starts this.");
        foreach (var option in new Option[] { Rounds, Time, Quick, ChosenRows, Servers, Tools, Repository, Output }) root.Options.Add(option);
        root.SetAction(RunAsync);
        return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Timeout.InfiniteTimeSpan });
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(parsed, SettingsOf(parsed), cancellation);
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return LoadExitCode.Usage;
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, ComparisonSettings settings, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var repository = Path.GetFullPath(parsed.GetRequiredValue(Repository));
        var work = Directory.CreateTempSubdirectory("actor-tls-compare-");
        try
        {
            // hitch gives up its rights before it reads some of it; what is in there is good for nothing but this run.
            File.SetUnixFileMode(work.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            var workplace = new Workplace(Path.GetFullPath(parsed.GetRequiredValue(Tools)), Path.Combine(repository, "load/peers"), work.FullName);
            await Certificates.CreateAsync(workplace, settings.Rows.Includes(RowCatalogue.Fleet.Key) ? RowCatalogue.FleetSize : 0, cancellation);
            var environment = RunEnvironment.Read(TimeProvider.System);
            var load = Machine.ReadLoad();
            var machine = Machine.Describe(environment, load);
            if (load > ComparisonResult.QuietLoad)
                Console.WriteLine($"this machine is busy with other things (load {load:0.0}); the figures will say so, and be worth less");
            var chosen = parsed.GetRequiredValue(Servers);
            var all = ServerCatalogue.All.Where(server => chosen.Length == 0 || chosen.Any(name => server.Name.Contains(name, StringComparison.OrdinalIgnoreCase))).ToList();
            var present = all.Where(server => IsPresent(server, workplace)).ToList();
            var leftOut = all.Except(present).Select(server => (server.Name, $"not installed, and apt-get install {server.Packages} did not help")).ToList();
            foreach (var (name, reason) in leftOut) Console.WriteLine($"{name} is left out: {reason}");

            var comparison = new Measuring.Comparison(workplace, settings, present, Console.Out);
            await comparison.RunAsync(cancellation);
            var result = new ComparisonResult
            {
                Time = environment.Time,
                Length = Stopwatch.GetElapsedTime(began),
                Settings = settings,
                Load = load,
                Machine = machine,
                Servers = await VersionsAsync(present, workplace, cancellation),
                LeftOut = leftOut,
                Measurements = comparison.Measurements,
                MemoryCurves = comparison.MemoryCurves,
                LongMemoryCurves = comparison.LongMemoryCurves,
            };
            var output = parsed.GetValue(Output) ?? Path.Combine(repository, settings.IsQuick || !settings.Rows.IsEverything ? "artifacts/compare" : "docs");
            Console.WriteLine($"written: {await BenchmarkFiles.WriteAsync(result, output, workplace.Templates, cancellation)}");
            return LoadExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("interrupted; nothing was written, and all servers have ended");
            return LoadExitCode.Interrupted;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static bool IsPresent(ServerDefinition server, Workplace workplace) =>
        workplace.Find(server.Executable) is not null && server.Needs.All(File.Exists);

    private static async Task<IReadOnlyList<(ServerDefinition, string)>> VersionsAsync(
        IEnumerable<ServerDefinition> servers, Workplace workplace, CancellationToken cancellation)
    {
        var versions = new List<(ServerDefinition, string)>();
        foreach (var server in servers) versions.Add((server, await Machine.VersionAsync(workplace.Find(server.Executable)!, server, cancellation)));
        return versions;
    }

    private static ComparisonSettings SettingsOf(ParseResult parsed)
    {
        var isQuick = parsed.GetValue(Quick);
        var (rounds, time) = (parsed.GetValue(Rounds), OptionTexts.Duration(parsed.GetRequiredValue(Time), Time));
        if (rounds is < 1 or > 100) throw new UsageException($"--rounds {rounds} is not accepted: 1 to 100");
        if (time < TimeSpan.FromMilliseconds(500) || time > TimeSpan.FromMinutes(1)) throw new UsageException("--time must be from 500ms to 1m");
        // The load tool needs some descriptors beside its connections, and the server more.
        var most = (int)Math.Min(19_000, Workplace.Descriptors - 900);
        return new ComparisonSettings
        {
            IsQuick = isQuick,
            Rows = RowsOf(parsed),
            Rounds = isQuick ? 1 : rounds,
            MemoryRounds = 1,
            // The servers are warm: each row has been run on each of them before the first round.
            WarmUp = TimeSpan.FromMilliseconds(500),
            Time = isQuick ? TimeSpan.FromMilliseconds(500) : time,
            Memory = isQuick
                ? new MemorySteps(200, 500, 2, TimeSpan.FromSeconds(1))
                : new MemorySteps(1000, (int)Math.Min(5000, (Workplace.Descriptors - 900) / 3), 1, TimeSpan.FromSeconds(6)),
            LongMemory = isQuick
                ? new MemorySteps(500, Math.Min(2000, most), 2, TimeSpan.FromSeconds(1))
                : new MemorySteps(1000, most, 3, TimeSpan.FromSeconds(6)),
        };
    }

    private static RowSelection RowsOf(ParseResult parsed)
    {
        try
        {
            return RowSelection.Parse(parsed.GetRequiredValue(ChosenRows));
        }
        catch (FormatException e)
        {
            throw new UsageException($"--rows {e.Message}");
        }
    }
}
