namespace ActorTls.Listening;

/// <summary>Counts those that a deployment has not reached yet. Thread-safe.</summary>
internal sealed class Rollout
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RolloutStep _sending;
    private int _left;

    public Rollout() => _sending = Begin();

    /// <summary>Completes once every step is done, and <see cref="EverybodyIsTold"/> was called.</summary>
    public Task Completed => _completed.Task;

    /// <summary>One more to be reached. Only while another step is not done.</summary>
    public RolloutStep Begin()
    {
        Interlocked.Increment(ref _left);
        return new RolloutStep(this);
    }

    /// <summary>There will be no more steps but those that others begin.</summary>
    public void EverybodyIsTold() => _sending.Done();

    internal void StepDone()
    {
        if (Interlocked.Decrement(ref _left) == 0) _completed.TrySetResult();
    }
}

/// <summary>One of those that a deployment has to reach. Thread-safe.</summary>
internal sealed class RolloutStep(Rollout rollout)
{
    private int _done;

    /// <summary>It is reached, or will never be. Calling it again changes nothing.</summary>
    public void Done()
    {
        if (Interlocked.Exchange(ref _done, 1) == 0) rollout.StepDone();
    }

    /// <summary>A part of this step, which is not done yet.</summary>
    public RolloutStep BeginPart() => rollout.Begin();
}
