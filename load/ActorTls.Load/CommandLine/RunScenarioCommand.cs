using System.Globalization;
using ActorTls.Load.Expectations;
using ActorTls.Load.Measuring;
using ActorTls.Load.Plots;
using ActorTls.Load.Reporting;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.CommandLine;

/// <summary>Runs a scenario and reports it.</summary>
internal static class RunScenarioCommand
{
    /// <summary>Returns the exit code.</summary>
    public static async Task<int> ExecuteAsync(
        IScenario scenario, IReadOnlyDictionary<string, string> parameters, RunArguments arguments, CancellationToken cancellation)
    {
        var plan = PlanOf(scenario, parameters);
        TargetArguments.RequireDescriptors(plan.Connections);
        var target = arguments.Target.ReadTarget(plan.Connections, plan.NeedsFleet);
        var probe = FindServer(arguments);
        var settings = arguments.ToSettings(target, probe?.ProcessId);

        using var loops = arguments.Target.StartLoops(target);
        using var progress = ProgressReport.Create();
        Console.WriteLine(Heading(scenario, settings));
        var run = new ScenarioRun(plan, settings, loops, probe, progress);
        var stages = await run.RunAsync(cancellation);
        progress.Dispose();

        var result = new RunResult
        {
            Scenario = scenario.Name,
            Workload = plan.Workloads[0].Name,
            Parameters = parameters,
            Settings = settings,
            Environment = RunEnvironment.Read(TimeProvider.System),
            Stages = stages,
            Timeline = run.Timeline,
            Remarks = run.Remarks,
            NextClient = plan.Workloads[0].Fleet?.Next,
        };
        result = result with { FailedExpectations = ExpectationCheck.Check(result.Workload, result.Stages, arguments.Expectations) };
        ResultTable.Print(result, Console.Out, isTerminal: !Console.IsOutputRedirected);
        if (arguments.ResultFile is { } file) ResultFile.Write(result, file);
        if (arguments.PlotDirectory is { } directory) ResultPlots.Write(result, directory);
        foreach (var failed in result.FailedExpectations) await Console.Error.WriteLineAsync($"expectation failed: {failed}");
        if (cancellation.IsCancellationRequested) return LoadExitCode.Interrupted;
        return result.FailedExpectations.Count > 0 ? LoadExitCode.ExpectationFailed : LoadExitCode.Done;
    }

    private static ScenarioPlan PlanOf(IScenario scenario, IReadOnlyDictionary<string, string> parameters)
    {
        try
        {
            return scenario.Plan(parameters);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--{e.Message}");
        }
    }

    private static ServerProbe? FindServer(RunArguments arguments)
    {
        if (arguments.ServerProcessId is { } id)
        {
            var probe = new ServerProbe(id);
            return probe.Exists ? probe : throw new UsageException($"--server-pid {id}: there is no such process");
        }
        return ListeningProcess.Find(arguments.Target.Server) is { } found ? new ServerProbe(found) : null;
    }

    private static string Heading(IScenario scenario, RunSettings settings) => string.Create(
        CultureInfo.InvariantCulture,
        $"{scenario.Name} on {settings.Server}, {settings.Protocol}, {(settings.ServerProcessId is { } id ? $"server process {id}" : "server process unknown")}");
}
