using ActorTls.Administration;
using ActorTls.Connections;

namespace ActorTls.Actors.Tests.Administration;

/// <summary>Runs a query on the registries of some event loops, slice by slice, on the test's own thread.</summary>
internal sealed class QueryRun(IQuery query, params IReadOnlyList<EventLoopRecords> loops)
{
    /// <summary>How many slices it took on all loops together.</summary>
    public int Slices { get; private set; }

    /// <summary>Called between two slices.</summary>
    public Action BetweenSlices { get; init; } = () => { };

    public T Run<T>()
    {
        // Every look at this clock finds a slice to be spent, so that a slice has as many steps as there are between two looks.
        var budget = new SliceBudget(new LeapingTime());
        var walks = loops.Select(query.Begin).ToList();
        foreach (var walk in walks)
        {
            for (var isDone = false; !isDone; Slices++)
            {
                if (Slices > 0) BetweenSlices();
                budget.Begin();
                isDone = walk.Continue(budget);
            }
        }
        return (T)query.Merge(walks, DateTimeOffset.UnixEpoch)!;
    }

    public static EventLoopRecords LoopOf(params IReadOnlyList<ConnectionRegistry> registries) => new(registries, new Endings(100, TimeProvider.System));

    private sealed class LeapingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_now;
    }
}
