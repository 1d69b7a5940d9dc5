using System.Diagnostics.CodeAnalysis;

namespace ActorTls.EventLoops;

/// <content>
/// Costly turns wait until the loop grants them, first come, first served. The queue holds registrations and no handlers, so that it
/// does not keep a handler alive whose descriptor was unregistered. The place of such a handler in the queue is then passed over.
/// </content>
internal sealed partial class IoRegistrations
{
    // Some more reports of the same events cost less than the two system calls that would prevent them.
    private const int LongestToldAgain = 32;

    private readonly Queue<IoRegistration> _line = new();

    /// <summary>Whether the queue of costly turns has entries, some of which may be out of date.</summary>
    public bool HasWaiting => _line.Count > 0;

    /// <summary>Asks for a costly turn, as an event would.</summary>
    public void RequestTurn(IoRegistration registration)
    {
        ref var entry = ref Valid(registration);
        if (!entry.IsCostly) throw new InvalidOperationException("The descriptor's turns are not costly.");
        if (!entry.IsWaiting) Queue(ref entry, registration, IoEvents.None);
    }

    /// <summary>Grants the next costly turn: to be followed by <see cref="EndTurn"/>.</summary>
    public bool TryTakeTurn(out IoRegistration registration, out IoEvents events, [MaybeNullWhen(false)] out IIoHandler handler)
    {
        while (_line.TryDequeue(out registration))
        {
            if (!IsValid(registration)) continue;
            ref var entry = ref _entries[registration.Slot];
            if (!entry.IsWaiting) continue;   // Its turns are costly no more.
            events = entry.Waiting & entry.Wanted;
            handler = entry.Handler!;
            entry.StopWaiting();
            return true;
        }
        events = IoEvents.None;
        handler = null;
        return false;
    }

    /// <summary>Has the kernel report again, after a turn, the events that the handler then wants.</summary>
    public void EndTurn(IoRegistration registration)
    {
        if (!IsValid(registration)) return;
        ref var entry = ref _entries[registration.Slot];
        if (!entry.IsWaiting && !IsArmedWellEnough(entry.Armed, entry.Wanted)) Arm(ref entry, registration, entry.Wanted);
    }

    private void Wait(ref Entry entry, IoRegistration registration, IoEvents events)
    {
        var isNext = _line.Count == 0;
        if (!entry.IsWaiting) Queue(ref entry, registration, events);
        else (entry.Waiting, isNext) = (entry.Waiting | events, false);
        if (isNext || _line.Count <= longestToldAgain) return;

        // The kernel would report it at each look until its turn comes, and thousands of such reports would leave no room for others.
        var untold = entry.Wanted & ~entry.Waiting;
        Arm(ref entry, registration, (entry.Waiting & AlwaysTold) == 0 ? untold : IoEvents.None);
    }

    private void Queue(ref Entry entry, IoRegistration registration, IoEvents events)
    {
        entry.IsWaiting = true;
        entry.Waiting = events;
        _line.Enqueue(registration);
    }
}
