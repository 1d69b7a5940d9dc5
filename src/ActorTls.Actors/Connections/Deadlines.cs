using System.Runtime.CompilerServices;
using ActorTls.EventLoops;
using Akka.Actor;

namespace ActorTls.Connections;

/// <summary>
/// All deadlines of one connection on a single timer. Putting a deadline off, which happens with every byte, is one
/// store: the timer then fires early, finds nothing due, and is set anew. Belongs to the connection's event loop.
/// </summary>
internal sealed class Deadlines(EventLoop loop, IActorRef owner) : TimerNode
{
    private const long Never = long.MaxValue;

    private DueTimes _due = DueTimes.AllNever;
    private long _timerAt = Never;

    /// <summary>Sets or moves a deadline; null clears it.</summary>
    public void Set(DeadlineKind kind, TimeSpan? fromNow)
    {
        if (fromNow is not { } span)
        {
            Clear(kind);
            return;
        }

        // Later than now, or a session that sets its timer in OnTimer would be called again and again within one turn.
        var due = loop.Now + Math.Max(1, (long)Math.Ceiling(span.TotalMilliseconds));
        _due[(int)kind] = due;
        if (due < _timerAt) Arm(due);
    }

    /// <summary>Forgets a deadline. The timer stays: it finds nothing due when it fires.</summary>
    public void Clear(DeadlineKind kind) => _due[(int)kind] = Never;

    /// <summary>Ends the timer. No <see cref="DeadlineDue"/> is sent afterwards.</summary>
    public void Stop() => loop.Timers.Cancel(this);

    /// <summary>The deadline that has passed, if any; each is taken once. Call it on <see cref="DeadlineDue"/>.</summary>
    public bool TryTakePassed(out DeadlineKind kind)
    {
        var earliest = Never;
        for (var i = 0; i < DueTimes.Count; i++)
        {
            if (_due[i] <= loop.Now)
            {
                kind = (DeadlineKind)i;
                _due[i] = Never;
                Arm(loop.Now);   // Another may have passed too.
                return true;
            }
            earliest = Math.Min(earliest, _due[i]);
        }

        if (earliest != Never) Arm(earliest);
        kind = default;
        return false;
    }

    protected internal override void OnTimer()
    {
        _timerAt = Never;
        owner.Tell(DeadlineDue.Instance, ActorRefs.NoSender);
    }

    private void Arm(long at)
    {
        _timerAt = at;
        loop.Timers.Schedule(this, at - loop.Now);
    }

    [InlineArray(Count)]
    private struct DueTimes
    {
        public const int Count = (int)DeadlineKind.Drain + 1;

        private long _first;

        public static DueTimes AllNever
        {
            get
            {
                DueTimes times = default;
                for (var i = 0; i < Count; i++) times[i] = Never;
                return times;
            }
        }
    }
}
