using System.Diagnostics;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Measuring;

/// <summary>
/// What the users of one workload on one loop did in one stage. Written on the loop's thread; the plain counters may be
/// looked at by others while it goes on.
/// </summary>
internal sealed class Recorder(MeasuredWindow window)
{
    private readonly Dictionary<FailureKind, FailureCount> _failures = [];
    private readonly LatencyHistogram _latencies = new();
    private readonly LatencyHistogram _lately = new();
    private long _operations;
    private long _bytes;
    private long _failed;

    /// <summary>Iterations that succeeded and ended within the window.</summary>
    public long Operations => Volatile.Read(ref _operations);

    /// <summary>Bytes of these.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Iterations, and preparations, that failed at any time, the warm-up included.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Records an iteration of a closed loop, in which a user begins the next iteration when the last has ended.</summary>
    public void Record(long started, long ended, IterationResult result)
    {
        if (Count(ended, result)) RecordLatency(started, ended);
    }

    /// <summary>An iteration of a constant rate. Its latency counts when it should have started in the window, whenever it ended.</summary>
    public void RecordIntended(long intended, long ended, IterationResult result)
    {
        Count(ended, result);
        if (result.Succeeded && window.Contains(intended)) RecordLatency(intended, ended);
    }

    /// <summary>Something failed.</summary>
    public void RecordFailure(LoadFailure failure, long count = 1)
    {
        Volatile.Write(ref _failed, _failed + count);
        _failures[failure.Kind] = _failures.TryGetValue(failure.Kind, out var known)
            ? known with { Count = known.Count + count }
            : new FailureCount(failure.Kind, count, failure.Detail);
    }

    /// <summary>The latencies since the last call. On the loop's thread.</summary>
    public LatencyHistogram TakeRecent()
    {
        var recent = new LatencyHistogram();
        recent.Add(_lately);
        _lately.Reset();
        return recent;
    }

    /// <summary>Adds up the recorders of one workload on all loops, once nothing is recorded any more.</summary>
    public static WorkloadFigures Total(IReadOnlyCollection<Recorder> recorders)
    {
        var latencies = new LatencyHistogram();
        foreach (var recorder in recorders) latencies.Add(recorder._latencies);
        var failures = recorders.SelectMany(recorder => recorder._failures.Values)
            .GroupBy(failure => failure.Kind)
            .Select(kind => kind.First() with { Count = kind.Sum(failure => failure.Count) })
            .OrderByDescending(failure => failure.Count);
        return new WorkloadFigures(
            recorders.Sum(recorder => recorder.Operations), recorders.Sum(recorder => recorder.Bytes),
            [.. failures], latencies.Summarize());
    }

    private bool Count(long ended, IterationResult result)
    {
        if (result.Failure is not null)
        {
            RecordFailure(result.Failure);
            return false;
        }
        if (!window.Contains(ended)) return false;
        Volatile.Write(ref _operations, _operations + 1);
        Volatile.Write(ref _bytes, _bytes + result.Bytes);
        return true;
    }

    private void RecordLatency(long from, long to)
    {
        var latency = Stopwatch.GetElapsedTime(from, to);
        _latencies.Record(latency);
        _lately.Record(latency);
    }
}
