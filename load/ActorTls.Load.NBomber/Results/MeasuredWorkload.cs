using ActorTls.Load.Measuring;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using NBomber.Contracts.Stats;

namespace ActorTls.Load.NBomber.Results;

/// <summary>Puts NBomber's statistics of a scenario, or a step of one, into the shape of our own results.</summary>
internal static class MeasuredWorkload
{
    private const double MicrosecondsPerMillisecond = 1000;

    /// <summary>
    /// The figures. The counts are those of <see cref="RequestStats"/>, for the <c>All…Count</c> of a scenario count its
    /// steps too.
    /// </summary>
    /// <param name="workload">The workload that was measured.</param>
    /// <param name="ok">What succeeded.</param>
    /// <param name="fail">What failed.</param>
    /// <param name="further">Failures that NBomber does not know of.</param>
    public static WorkloadResult Read(
        Workload workload, MeasurementStats ok, MeasurementStats fail, params IReadOnlyCollection<LoadFailure> further)
    {
        var (operations, rate) = (ok.Request.Count, ok.Request.RPS);
        var bytes = ok.DataTransfer.AllBytes;
        return new WorkloadResult
        {
            Name = workload.Name,
            OperationsName = workload.Operations,
            Operations = operations,
            Rate = rate,
            Bytes = bytes,
            MegabytesPerSecond = operations > 0 ? bytes / 1e6 * rate / operations : 0,
            Failures = [.. Failures(fail), .. Failures(further)],
            Latency = operations > 0 ? Latency(operations, ok.Latency) : null,
        };
    }

    /// <summary>The figures where nothing was measured.</summary>
    public static WorkloadResult Nothing(Workload workload, params IReadOnlyCollection<LoadFailure> failures) =>
        WorkloadResult.None with { Name = workload.Name, OperationsName = workload.Operations, Failures = [.. Failures(failures)] };

    private static IEnumerable<FailureCount> Failures(MeasurementStats fail)
    {
        var known = 0;
        foreach (var code in fail.StatusCodes.Where(code => code.IsError))
        {
            known += code.Count;
            // What has a number for its code is an exception, of ours or of NBomber's.
            var kind = Enum.TryParse<FailureKind>(code.StatusCode.Replace("-", ""), ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
                && char.IsLetter(code.StatusCode[0]) ? parsed : FailureKind.Internal;
            yield return new FailureCount(kind, code.Count, code.Message);
        }
        if (fail.Request.Count > known) yield return new FailureCount(FailureKind.Internal, fail.Request.Count - known, "without a status code");
    }

    private static IEnumerable<FailureCount> Failures(IEnumerable<LoadFailure> failures) => failures
        .GroupBy(failure => failure.Kind)
        .Select(kind => new FailureCount(kind.Key, kind.Count(), kind.First().Detail));

    // NBomber has no 90th and 99.9th percentile, and no curve; expectations about these are refused.
    private static LatencySummary Latency(int count, LatencyStats latency) => new(
        count, latency.MinMs * MicrosecondsPerMillisecond, latency.MeanMs * MicrosecondsPerMillisecond,
        latency.Percent50 * MicrosecondsPerMillisecond, double.NaN, latency.Percent99 * MicrosecondsPerMillisecond, double.NaN,
        latency.MaxMs * MicrosecondsPerMillisecond, []);
}
