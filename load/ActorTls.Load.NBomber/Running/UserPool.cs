using System.Collections.Concurrent;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.NBomber.Running;

/// <summary>
/// The virtual users of a workload. NBomber's copies come and go, and know only a number; so each iteration borrows the
/// user that has been idle for longest. Any thread.
/// </summary>
internal sealed class UserPool : IDisposable
{
    // How many connect at the same time where nobody measures it.
    private const int PreparedAtOnce = 64;

    private readonly ConcurrentQueue<Member> _idle;
    private readonly SemaphoreSlim _idleCount;

    private UserPool(IReadOnlyCollection<Member> members)
    {
        _idle = new ConcurrentQueue<Member>(members);
        _idleCount = new SemaphoreSlim(members.Count);
    }

    /// <summary>Makes the workload's users, without any network.</summary>
    public static async Task<UserPool> CreateAsync(LoadLoops loops, Workload workload)
    {
        var members = new Member[workload.Users];
        for (var number = 0; number < members.Length; number++)
            members[number] = new Member(await LoadUser.CreateAsync(loops, workload, number));
        return new UserPool(members);
    }

    /// <summary>
    /// Makes every user ready, after one of them has tried everything: what fails with nobody else there will not work
    /// under load.
    /// </summary>
    /// <returns>The first failure, or null.</returns>
    public async Task<LoadFailure?> PrepareAsync()
    {
        var members = _idle.ToArray();
        var failure = await members[0].TryAsync();
        if (failure is not null) return failure;
        await Parallel.ForEachAsync(members, new ParallelOptions { MaxDegreeOfParallelism = PreparedAtOnce }, async (member, _) =>
        {
            if (failure is null && await member.PrepareAsync() is { } why) Interlocked.CompareExchange(ref failure, why, null);
        });
        return failure;
    }

    /// <summary>Takes a user, as soon as one is idle, for the caller to give back.</summary>
    public async ValueTask<Member> BorrowAsync()
    {
        await _idleCount.WaitAsync();
        return _idle.TryDequeue(out var member) ? member : throw new InvalidOperationException("an idle user was counted, but there is none");
    }

    /// <summary>Gives a user back.</summary>
    public void Return(Member member)
    {
        _idle.Enqueue(member);
        _idleCount.Release();
    }

    /// <summary>Has every user leave in good order, and gives back what one may still have open. Returns what failed.</summary>
    public async Task<IReadOnlyList<LoadFailure>> LeaveAsync() =>
        [.. (await Task.WhenAll(_idle.Select(member => member.LeaveAsync()))).OfType<LoadFailure>()];

    /// <inheritdoc/>
    public void Dispose() => _idleCount.Dispose();

    /// <summary>A user, and whether it may iterate.</summary>
    internal sealed class Member(LoadUser user)
    {
        private bool _isReady;

        /// <summary>Makes it ready if it is not. Null when it succeeded.</summary>
        public async ValueTask<LoadFailure?> PrepareAsync()
        {
            if (_isReady) return null;
            var failure = await user.PrepareAsync();
            _isReady = failure is null;
            return failure;
        }

        /// <summary>Does everything once, and has nothing open then. Null when it succeeded.</summary>
        public async Task<LoadFailure?> TryAsync() =>
            await PrepareAsync() ?? (await IterateAsync()).Failure ?? await LeaveAsync();

        /// <summary>One iteration.</summary>
        public async ValueTask<IterationResult> IterateAsync()
        {
            var result = await user.IterateAsync();
            _isReady = result.Succeeded;
            return result;
        }

        /// <summary>Ends what is open.</summary>
        public async Task<LoadFailure?> LeaveAsync()
        {
            _isReady = false;
            var failure = await user.LeaveAsync();
            await user.AbandonAsync();
            return failure;
        }
    }
}
