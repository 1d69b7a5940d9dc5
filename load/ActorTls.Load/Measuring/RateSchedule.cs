namespace ActorTls.Load.Measuring;

/// <summary>
/// When the operations of a constant rate ought to start, whatever the server does. Latency counts from there: a server
/// that stalls for a second keeps the operations of that second waiting, although no client was free to send them. To
/// leave those out (<i>coordinated omission</i>) would make the stall look like one slow operation. Used by one thread.
/// </summary>
internal sealed class RateSchedule
{
    private readonly long _start;
    private readonly double _interval;
    private readonly Stack<int> _free;
    private long _started;

    /// <param name="start">When the first one is due, in ticks of a clock.</param>
    /// <param name="interval">Ticks between two.</param>
    /// <param name="users">How many users carry them out; each does one at a time.</param>
    public RateSchedule(long start, double interval, int users)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interval);
        (_start, _interval) = (start, interval);
        _free = new Stack<int>(Enumerable.Range(0, users).Reverse());
    }

    /// <summary>When the next operation that was not started is due.</summary>
    public long Next => _start + (long)(_started * _interval);

    /// <summary>Whether a user is free for it.</summary>
    public bool HasFreeUser => _free.Count > 0;

    /// <summary>Takes the next operation that is due and a free user for it; false when there is none of either.</summary>
    /// <param name="now">Ticks of the clock.</param>
    /// <param name="user">The user's number.</param>
    /// <param name="intended">When it should have started; never later than <paramref name="now"/>.</param>
    public bool TryStart(long now, out int user, out long intended)
    {
        (user, intended) = (-1, Next);
        if (intended > now || !_free.TryPop(out user)) return false;
        _started++;
        return true;
    }

    /// <summary>The user is free again.</summary>
    public void Release(int user) => _free.Push(user);

    /// <summary>The operations that were due before a time and for which no user was free.</summary>
    public long CountOverdue(long end) => Next >= end ? 0 : (long)Math.Ceiling((end - Next) / _interval);
}
