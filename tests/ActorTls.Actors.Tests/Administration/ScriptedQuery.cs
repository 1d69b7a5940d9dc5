using ActorTls.Administration;

namespace ActorTls.Actors.Tests.Administration;

/// <summary>A query whose walks do as the test says.</summary>
/// <param name="step">A slice, with its number from 1 on; true when the walk has ended.</param>
internal sealed class ScriptedQuery(Func<int, bool> step) : IQuery
{
    public IWalk Begin(EventLoopRecords records) => new ScriptedWalk(step);

    public object? Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf) => walks.Count;

    private sealed class ScriptedWalk(Func<int, bool> step) : IWalk
    {
        private int _slices;

        public bool Continue(SliceBudget budget) => step(++_slices);
    }
}
