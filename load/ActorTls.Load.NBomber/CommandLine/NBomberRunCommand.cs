using System.Globalization;
using ActorTls.Load.CommandLine;
using ActorTls.Load.Expectations;
using ActorTls.Load.NBomber.Results;
using ActorTls.Load.NBomber.Running;
using ActorTls.Load.Scenarios;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace ActorTls.Load.NBomber.CommandLine;

/// <summary>Runs a scenario with NBomber, and holds what it measured against what was expected.</summary>
internal static class NBomberRunCommand
{
    /// <summary>Returns the exit code.</summary>
    public static async Task<int> ExecuteAsync(IScenario scenario, NBomberArguments arguments)
    {
        var parts = ReadConfiguration(scenario, arguments.ConfigurationFile);
        var connections = parts.Sum(planned => planned.Part.Connections);
        TargetArguments.RequireDescriptors(connections);
        var target = arguments.Target.ReadTarget(connections, scenario.Plan(new Dictionary<string, string>()).NeedsFleet);
        using var loops = arguments.Target.StartLoops(target);

        NodeStats stats;
        try
        {
            foreach (var part in parts.Select(planned => planned.Part))
            {
                if (await part.StartAsync(loops) is not { } failure) continue;
                await Console.Error.WriteLineAsync($"{part.Name}: {arguments.Target.Server} failed at the first try: {failure.Kind}: {failure.Detail}");
                return LoadExitCode.ExpectationFailed;
            }
            stats = await Task.Run(() => Run(scenario, arguments, parts));
        }
        finally
        {
            foreach (var planned in parts) await planned.Part.EndAsync();
        }
        return Judge(scenario, arguments.Expectations, parts, stats);
    }

    private static IReadOnlyList<PlannedPart> ReadConfiguration(IScenario scenario, string file)
    {
        var errors = new List<string>();
        try
        {
            if (Path.GetExtension(file) != ".json") throw new UsageException($"--config {file}: NBomber reads files whose names end in .json");
            var parts = PlannedPart.Read(scenario, File.ReadAllText(file), errors);
            return errors.Count == 0 ? parts : throw new UsageException(string.Join('\n', errors.Select(error => $"{file}: {error}")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--config {e.Message}");
        }
    }

    private static NodeStats Run(IScenario scenario, NBomberArguments arguments, IReadOnlyList<PlannedPart> parts)
    {
        // Else its live tables end up in a file, one after the other, with escape sequences.
        if (Console.IsOutputRedirected) Environment.SetEnvironmentVariable("TERM", "dumb");
        var folder = ReportFolder.New(arguments.ReportDirectory, scenario.Name, TimeProvider.System.GetUtcNow());
        return NBomberRunner.RegisterScenarios([.. parts.Select(planned => planned.Part.ToScenario())])
            .WithTestSuite("ActorTls")
            .WithTestName(scenario.Name)
            .WithReportFolder(folder)
            .WithReportFileName(scenario.Name)
            .LoadConfig(arguments.ConfigurationFile)
            .Run();
    }

    // NBomber returns normally then, with rates over the time that was planned.
    private static IEnumerable<string> EndedEarly(IEnumerable<PlannedPart> parts, NodeStats stats) =>
        from planned in parts
        let failures = stats.GetScenarioStats(planned.Part.Name).Fail.Request.Count
        where failures >= planned.MaxFailures
        select string.Create(CultureInfo.InvariantCulture, $"{planned.Part.Name} was ended early, for {failures} iterations failed (MaxFailCount is {planned.MaxFailures})");

    private static int Judge(
        IScenario scenario, IReadOnlyList<Expectation> general, IReadOnlyList<PlannedPart> parts, NodeStats stats)
    {
        var main = scenario.Plan(new Dictionary<string, string>()).Workloads[0].Name;
        var stages = parts.SelectMany(planned => planned.Part.Read(stats.GetScenarioStats(planned.Part.Name))).ToList();
        var ofParts = parts.Select(planned => (
            planned.Part.Name, Expectations: RunExpectations.WithDefault(planned.Expectations, general, planned.Part.Scope).ToList())).ToList();
        var all = ofParts.SelectMany(part => part.Expectations).Concat(general);
        string[] failed = [.. EndedEarly(parts, stats), .. ExpectationCheck.Check(main, stages, all)];
        foreach (var sentence in failed) Console.Error.WriteLine($"expectation failed: {sentence}");
        if (failed.Length > 0) return LoadExitCode.ExpectationFailed;
        foreach (var (name, expectations) in ofParts.Append((scenario.Name, [.. general])).Where(part => part.Item2.Count > 0))
            Console.WriteLine($"{name}: expectations met: {string.Join(", ", expectations.Select(expectation => expectation.Text))}");
        return LoadExitCode.Done;
    }
}
