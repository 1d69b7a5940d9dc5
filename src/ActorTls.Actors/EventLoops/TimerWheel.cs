using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace ActorTls.EventLoops;

/// <summary>
/// Very many coarse timers: a hashed wheel whose ticks are 25 ms long. A timer sits in the slot of its tick, modulo
/// 1,024; one that is further away than a revolution of the wheel (25.6 s) is passed over until its own comes.
/// Scheduling and cancelling cost the same however many there are, and allocate nothing. Used by one thread.
/// </summary>
internal sealed class TimerWheel
{
    /// <summary>The length of a tick in milliseconds.</summary>
    public const int Tick = 25;

    private const int Slots = 1024;
    private const long Furthest = long.MaxValue / 2;

    private readonly IoClock _clock;
    private readonly TimerList[] _slots = new TimerList[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];
    private readonly TimerList _due = new();
    private long _currentTick;
    private int _waiting;

    public TimerWheel(IoClock clock)
    {
        _clock = clock;
        for (var i = 0; i < Slots; i++) _slots[i] = new TimerList();
    }

    /// <summary>Whether <see cref="TryTakeDue"/> would find something.</summary>
    public bool HasDue => !_due.IsEmpty;

    /// <summary>
    /// Has the node called once, not before the time is over, and about one tick later at the most when the loop is not
    /// busy. A node that is scheduled already is scheduled anew.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="delayMilliseconds">From this moment, not from the start of the turn; negative counts as 0.</param>
    public void Schedule(TimerNode node, long delayMilliseconds)
    {
        Cancel(node);
        // Read anew: after a long turn a deadline that counted from its start could be over before it began.
        var due = _clock.Read() + Math.Clamp(delayMilliseconds, 0, Furthest);
        node.DueTick = Math.Max((due + Tick - 1) / Tick, _currentTick + 1);
        var slot = (int)(node.DueTick % Slots);
        node.LinkBefore(_slots[slot]);
        _occupied[slot / 64] |= 1UL << (slot % 64);
        _waiting++;
    }

    /// <summary>Has the node not called, even when it is due in this very turn. Does nothing when it is not scheduled.</summary>
    public void Cancel(TimerNode node)
    {
        if (!node.IsScheduled) return;
        // A slot that is empty now keeps its mark until the wheel has passed it, which costs one idle turn at most.
        node.Unlink();
        if (node.DueTick > _currentTick) _waiting--;
    }

    /// <summary>Collects the timers that are due by <paramref name="now"/>, in the clock's milliseconds.</summary>
    public void Advance(long now)
    {
        var from = _currentTick;
        _currentTick = Math.Max(from, now / Tick);
        if (_waiting == 0) return;

        // After a pause longer than a revolution each slot is still looked at only once.
        var steps = (int)Math.Min(_currentTick - from, Slots);
        for (var step = 1; step <= steps; step++)
        {
            var slot = (int)((from + step) % Slots);
            if ((_occupied[slot / 64] & (1UL << (slot % 64))) != 0) CollectDue(slot);
        }
    }

    /// <summary>Takes the next timer that is due; the caller calls it.</summary>
    public bool TryTakeDue([MaybeNullWhen(false)] out TimerNode node)
    {
        node = _due.IsEmpty ? null : _due.First;
        node?.Unlink();
        return node is not null;
    }

    /// <summary>
    /// How many milliseconds the loop may sleep, as of <paramref name="now"/>: until the next tick for which there may be
    /// a timer, -1 when there is no timer.
    /// </summary>
    public int SleepLimit(long now)
    {
        if (HasDue) return 0;
        if (_waiting == 0) return -1;
        var next = (_currentTick + TicksToNextOccupiedSlot()) * Tick;
        return (int)Math.Max(next - now, 0);
    }

    private void CollectDue(int slot)
    {
        var list = _slots[slot];
        for (var node = list.First; node != list;)
        {
            var following = node.Next!;
            if (node.DueTick <= _currentTick)
            {
                node.Unlink();
                node.LinkBefore(_due);
                _waiting--;
            }
            node = following;
        }
        if (list.IsEmpty) _occupied[slot / 64] &= ~(1UL << (slot % 64));
    }

    // Between 1 and Slots. Looks at whole words of marks, beginning with the part of a word behind the current slot.
    private int TicksToNextOccupiedSlot()
    {
        var start = (int)((_currentTick + 1) % Slots);
        var word = start / 64;
        var marks = _occupied[word] & (ulong.MaxValue << (start % 64));
        for (var i = 0; i <= _occupied.Length; i++)
        {
            if (marks != 0)
            {
                var slot = (word * 64) + BitOperations.TrailingZeroCount(marks);
                return ((slot - start + Slots) % Slots) + 1;
            }
            word = (word + 1) % _occupied.Length;
            marks = _occupied[word];
        }
        return Slots;
    }
}
