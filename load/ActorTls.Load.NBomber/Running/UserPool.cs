using System.Threading.Channels;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.NBomber.Running;

/// <summary>
/// The virtual users of a workload. NBomber's copies come and go, and know only a number; so each iteration borrows the
/// user that has been idle for longest. Any thread.
/// </summary>
internal sealed class UserPool
{
    // How many users connect at the same time while connecting is not measured.
    private const int PreparedAtOnce = 64;

    private readonly Member[] _members;
    private readonly Channel<Member> _idle = Channel.CreateUnbounded<Member>();
    private volatile bool _isClosed;

    private UserPool(Member[] members)
    {
        _members = members;
        foreach (var member in members) Return(member);
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
    /// Makes every user ready, after one of them has tried everything: what fails for a single user will not work under load.
    /// </summary>
    /// <returns>The first failure, or null.</returns>
    public async Task<LoadFailure?> PrepareAsync()
    {
        var failure = await _members[0].TryAsync();
        if (failure is not null) return failure;
        await Parallel.ForEachAsync(_members, new ParallelOptions { MaxDegreeOfParallelism = PreparedAtOnce }, async (member, _) =>
        {
            if (failure is null && await member.PrepareAsync() is { } why) Interlocked.CompareExchange(ref failure, why, null);
        });
        return failure;
    }

    /// <summary>Takes a user, as soon as one is idle, for the caller to give back. Null when it is over before.</summary>
    public async ValueTask<Member?> BorrowAsync()
    {
        try
        {
            var member = await _idle.Reader.ReadAsync();
            if (!_isClosed) return member;
            Return(member);
        }
        catch (ChannelClosedException)
        {
            // The same, some time later.
        }
        return null;
    }

    /// <summary>Gives a user back.</summary>
    public void Return(Member member) => _idle.Writer.TryWrite(member);

    /// <summary>
    /// Lends no user any more, waits until all are back, and has each leave in good order. Returns what failed.
    /// </summary>
    public async Task<IReadOnlyList<LoadFailure>> LeaveAsync()
    {
        _isClosed = true;
        for (var count = 0; count < _members.Length; count++) await _idle.Reader.ReadAsync();
        _idle.Writer.Complete();
        var failures = await Task.WhenAll(_members.Select(member => member.LeaveAsync()));
        return [.. failures.OfType<LoadFailure>()];
    }

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
