using ActorTls.Load.Measuring;

namespace ActorTls.Load.Running;

/// <summary>How many iterations may still be started within the window, over all loops; those of the warm-up do not count.</summary>
internal sealed class StartBudget(long? limit, MeasuredWindow window)
{
    private long _left = limit ?? long.MaxValue;

    /// <summary>Whether it ends some time.</summary>
    public bool IsLimited => limit is not null && window.Start != long.MaxValue;

    /// <summary>Takes a start; false when none is left. Any thread.</summary>
    public bool TryTake() => !IsLimited || Interlocked.Decrement(ref _left) >= 0;
}
