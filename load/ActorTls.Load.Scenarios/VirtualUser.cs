namespace ActorTls.Load.Scenarios;

/// <summary>
/// One of the many clients of a scenario, which does the same thing again and again. Every member is called on the thread
/// of its <see cref="LoadLoop"/>, and each task completes there; one call at a time. A runner with threads of its own
/// takes a <see cref="LoadUser"/> instead.
/// </summary>
public abstract class VirtualUser
{
    /// <summary>
    /// Prepares what an iteration needs and what is not measured, such as a connection; does nothing when it is prepared already. Called
    /// before the first iteration, and before the next one after a failure. Null when it succeeded.
    /// </summary>
    public virtual ValueTask<LoadFailure?> PrepareAsync() => default;

    /// <summary>One iteration, which is measured. It succeeds only when every byte was right.</summary>
    public abstract ValueTask<IterationResult> IterateAsync();

    /// <summary>Ends what is open, in good order; afterwards the user may go on as if it were new. Null when it succeeded.</summary>
    public virtual ValueTask<LoadFailure?> LeaveAsync() => default;

    /// <summary>Gives back everything at once.</summary>
    public abstract void Abandon();
}
