using System.Diagnostics.CodeAnalysis;

namespace ActorTls.EventLoops;

/// <content>
/// Whose turn is costly, and so has to wait until the loop grants it: first come, first served. The queue holds no handler,
/// so that one whose descriptor is unregistered meanwhile is kept alive by nobody; its place is found to be nobody's.
/// </content>
internal sealed partial class IoRegistrations
{
    // To be told of them some more times costs less than the two calls that it takes to avoid it.
    private const int LongestToldAgain = 32;

    private readonly Queue<IoRegistration> _line = new();

    /// <summary>Whether somebody waits for a costly turn, or has waited.</summary>
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

    /// <summary>Has the kernel tell again of what is wanted then, after a turn.</summary>
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

        // It would be told of at each look until its turn comes, and thousands of its kind would leave no room for others.
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
