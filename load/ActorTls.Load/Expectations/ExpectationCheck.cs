using System.Globalization;
using ActorTls.Load.Running;

namespace ActorTls.Load.Expectations;

/// <summary>Holds a result against what was expected of it.</summary>
internal static class ExpectationCheck
{
    /// <summary>What is expected of every run unless it says something about failures itself.</summary>
    public const string Default = "failures = 0";

    /// <summary>One sentence for each expectation that is not met; empty when all are.</summary>
    /// <param name="workload">The name of the one that the scenario measures above all.</param>
    /// <param name="stages">What was measured.</param>
    /// <param name="expectations">What was expected.</param>
    public static IReadOnlyList<string> Check(
        string workload, IReadOnlyList<StageResult> stages, IEnumerable<Expectation> expectations)
    {
        var all = expectations.ToList();
        if (all.TrueForAll(expectation => expectation.Metric.Name != "failures")) all.Insert(0, Expectation.Parse(Default));
        var failed = all.SelectMany(expectation => Check(workload, stages, expectation)).ToList();
        // Nothing failed where nothing was done, but that is no success.
        if (stages.SelectMany(stage => stage.Workloads).Sum(workload => workload.Operations) == 0)
            failed.Add("no operation succeeded");
        return failed;
    }

    private static IEnumerable<string> Check(string main, IReadOnlyList<StageResult> stages, Expectation expectation)
    {
        var rows = stages.SelectMany(stage => stage.RowsFor(expectation.Metric).Select(workload => (Stage: stage, Workload: workload)))
            .Where(row => IsInScope(main, expectation, row.Stage, row.Workload))
            .Select(row => (row.Stage, row.Workload, Value: expectation.Metric.Read(row.Stage, row.Workload)))
            .Where(row => row.Value is not null).ToList();
        if (rows.Count == 0)
        {
            yield return $"'{expectation.Text}': the run has no such figure";
            yield break;
        }
        foreach (var (stage, workload, value) in rows.Where(row => !expectation.IsMetBy(row.Value!.Value)))
        {
            var unit = expectation.Metric.Units.First(unit => unit.Value == 1).Key;
            var figure = string.Join('.', new[] { stage.Name, workload.Name, expectation.Metric.Name }.Where(name => name.Length > 0));
            var text = value!.Value.ToString("0.###", CultureInfo.InvariantCulture);
            yield return $"'{expectation.Text}': {figure} is {text} {unit}".TrimEnd();
        }
    }

    private static bool IsInScope(string main, Expectation expectation, StageResult stage, WorkloadResult workload)
    {
        if (!expectation.Scope.All(name => name == stage.Name || name == workload.Name)) return false;
        var namesWorkload = expectation.Scope.Any(name => name == workload.Name);
        // A failure counts wherever it happens; other figures are those of what the scenario measures above all.
        return namesWorkload || expectation.Metric.Name == "failures" || workload.Name == main || workload.Name.Length == 0;
    }
}
