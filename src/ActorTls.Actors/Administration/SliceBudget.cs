namespace ActorTls.Administration;

/// <summary>
/// How long a walk may go on before its event loop has another turn: half a millisecond, so that with what a step takes a slice stays
/// under one. Used by one thread.
/// </summary>
internal sealed class SliceBudget(TimeProvider time)
{
    /// <summary>Steps between two looks at the clock. A step takes some microseconds at most.</summary>
    public const int StepsPerLook = 16;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(0.5);

    private long _start;
    private int _steps;

    /// <summary>A slice begins.</summary>
    public void Begin()
    {
        _start = time.GetTimestamp();
        _steps = 0;
    }

    /// <summary>Takes a step from the slice. False when the slice is spent.</summary>
    public bool TrySpend() => ++_steps % StepsPerLook != 0 || time.GetElapsedTime(_start) < Longest;
}
