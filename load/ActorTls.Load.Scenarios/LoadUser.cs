namespace ActorTls.Load.Scenarios;

/// <summary>
/// A <see cref="VirtualUser"/> for runners with threads of their own: any thread may call, one call at a time, and nothing
/// blocks.
/// </summary>
public sealed class LoadUser
{
    private readonly LoadLoop _loop;
    private readonly VirtualUser _user;

    private LoadUser(LoadLoop loop, VirtualUser user) => (_loop, _user) = (loop, user);

    /// <summary>User number <paramref name="index"/> of a workload, on one of the loops.</summary>
    public static async Task<LoadUser> CreateAsync(LoadLoops loops, Workload workload, int index)
    {
        var loop = loops.Loops[index % loops.Loops.Count];
        return new LoadUser(loop, await loop.InvokeAsync(() => ValueTask.FromResult(workload.CreateUser(loop))).ConfigureAwait(false));
    }

    /// <inheritdoc cref="VirtualUser.PrepareAsync"/>
    public Task<LoadFailure?> PrepareAsync() => _loop.InvokeAsync(_user.PrepareAsync);

    /// <inheritdoc cref="VirtualUser.IterateAsync"/>
    public Task<IterationResult> IterateAsync() => _loop.InvokeAsync(_user.IterateAsync);

    /// <inheritdoc cref="VirtualUser.LeaveAsync"/>
    public Task<LoadFailure?> LeaveAsync() => _loop.InvokeAsync(_user.LeaveAsync);

    /// <inheritdoc cref="VirtualUser.Abandon"/>
    public Task AbandonAsync() => _loop.InvokeAsync(() =>
    {
        _user.Abandon();
        return ValueTask.FromResult(true);
    });
}
