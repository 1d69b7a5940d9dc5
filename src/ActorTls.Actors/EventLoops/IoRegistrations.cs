using System.Diagnostics.CodeAnalysis;

namespace ActorTls.EventLoops;

/// <summary>
/// The descriptors that a loop watches. Each event of the kernel carries the slot and the generation of its registration. An event
/// that was reported before its descriptor was unregistered therefore finds no handler, even when the slot or the descriptor's number
/// is in use again. This file holds the registrations and their interest; costly turns have a file of their own. Used by one thread.
/// </summary>
/// <remarks>
/// The kernel may watch for more (armed) than the handler wants: a pause of reading is often so short that nothing arrives, and then
/// neither the pause nor its end needs a system call. Only an event that the handler does not want is disarmed. The kernel watches for
/// all that the handler wants, except for events that a waiting costly turn will report anyway.
/// </remarks>
/// <param name="epoll">The epoll set of the loop.</param>
/// <param name="longestToldAgain">
/// While at most so many registrations wait for a costly turn, the kernel may report their events again and again.
/// </param>
internal sealed partial class IoRegistrations(Epoll epoll, int longestToldAgain = IoRegistrations.LongestToldAgain)
{
    private const int NoSlot = -1;
    private const IoEvents AlwaysTold = IoEvents.Error | IoEvents.HangUp;

    private Entry[] _entries = [];
    private int _free = NoSlot;
    private int _used;

    /// <summary>How many descriptors are registered.</summary>
    public int Count { get; private set; }

    /// <summary>Watches a descriptor.</summary>
    public IoRegistration Add(int descriptor, IoEvents interest, IIoHandler handler, bool isCostly = false)
    {
        var slot = TakeSlot();
        ref var entry = ref _entries[slot];
        // No generation is 0, so that a default registration is never valid.
        entry.Generation = entry.Generation == uint.MaxValue ? 1 : entry.Generation + 1;
        entry.Descriptor = descriptor;
        entry.Wanted = WithAlwaysTold(interest);
        entry.Armed = IoEvents.None;
        entry.IsCostly = isCostly;
        entry.StopWaiting();
        var registration = new IoRegistration(slot, entry.Generation);
        try
        {
            Arm(ref entry, registration, entry.Wanted);
        }
        catch
        {
            ReleaseSlot(slot);
            throw;
        }

        entry.Handler = handler;
        Count++;
        return registration;
    }

    /// <summary>Changes what a descriptor is watched for; a call of the kernel only where that cannot wait.</summary>
    public void Modify(IoRegistration registration, IoEvents interest, bool isCostly = false)
    {
        ref var entry = ref Valid(registration);
        var wanted = WithAlwaysTold(interest);
        if (entry.Wanted == wanted && entry.IsCostly == isCostly) return;
        if (entry.Wanted != IoEvents.None && wanted != IoEvents.None && ((entry.Wanted | wanted) & IoEvents.Exclusive) != 0)
            throw new InvalidOperationException("An exclusive interest can only be taken back, and given again.");

        if (!IsArmedWellEnough(entry.Armed, wanted)) Arm(ref entry, registration, wanted);
        // The kernel reports again what a costly turn was to report, now that there is no such turn.
        if (!isCostly) entry.StopWaiting();
        entry.Wanted = wanted;
        entry.IsCostly = isCostly;
    }

    /// <summary>Watches a descriptor no more. Does nothing when it is not registered any more.</summary>
    public void Remove(IoRegistration registration)
    {
        if (TryRelease(registration, out var entry) && entry.Armed != IoEvents.None) epoll.Remove(entry.Descriptor);
    }

    /// <summary>
    /// Closes a descriptor, which takes it out of the set too, as no other descriptor is of the same socket. Does nothing when
    /// it is not registered any more.
    /// </summary>
    public void Close(IoRegistration registration)
    {
        if (TryRelease(registration, out var entry)) Sockets.Close(entry.Descriptor);
    }

    /// <summary>
    /// Takes an event of the kernel. True when <paramref name="handler"/> is to be called now, with <paramref name="events"/>: those of
    /// the reported ones that it wants.
    /// </summary>
    public bool TryFind(ulong data, ref IoEvents events, [MaybeNullWhen(false)] out IIoHandler handler)
    {
        var registration = Decode(data);
        handler = null;
        if (!IsValid(registration)) return false;
        ref var entry = ref _entries[registration.Slot];
        events &= entry.Wanted;
        if (events == IoEvents.None && !entry.IsWaiting) Arm(ref entry, registration, entry.Wanted);
        else if (entry.IsCostly) Wait(ref entry, registration, events);
        else handler = entry.Handler!;
        return handler is not null;
    }

    // The kernel must watch for all that is wanted. Of what is not wanted, it may watch only for something to read, and report it once.
    private static bool IsArmedWellEnough(IoEvents armed, IoEvents wanted)
    {
        var surplus = armed & ~wanted;
        return (wanted & ~armed) == 0 && surplus is IoEvents.None or IoEvents.Readable;
    }

    private void Arm(ref Entry entry, IoRegistration registration, IoEvents events)
    {
        if (entry.Armed == events) return;
        if (entry.Armed == IoEvents.None) epoll.Add(entry.Descriptor, (uint)events, Encode(registration));
        else if (events == IoEvents.None) epoll.Remove(entry.Descriptor);
        else epoll.Modify(entry.Descriptor, (uint)events, Encode(registration));
        entry.Armed = events;
    }

    private ref Entry Valid(IoRegistration registration)
    {
        if (!IsValid(registration)) throw new InvalidOperationException("The descriptor is not registered any more.");
        return ref _entries[registration.Slot];
    }

    private bool IsValid(IoRegistration registration) =>
        (uint)registration.Slot < (uint)_used &&
        _entries[registration.Slot] is { Handler: not null } entry && entry.Generation == registration.Generation;

    private int TakeSlot()
    {
        if (_free == NoSlot)
        {
            if (_used == _entries.Length) Array.Resize(ref _entries, Math.Max(64, _used * 2));
            return _used++;
        }
        var slot = _free;
        _free = _entries[slot].Descriptor;
        return slot;
    }

    private bool TryRelease(IoRegistration registration, out Entry entry)
    {
        entry = default;
        if (!IsValid(registration)) return false;
        entry = _entries[registration.Slot];
        ReleaseSlot(registration.Slot);
        Count--;
        return true;
    }

    private void ReleaseSlot(int slot)
    {
        ref var entry = ref _entries[slot];
        entry.Handler = null;
        entry.Descriptor = _free;
        _free = slot;
    }

    // The kernel reports these whenever it watches a descriptor at all.
    private static IoEvents WithAlwaysTold(IoEvents interest) => interest == IoEvents.None ? interest : interest | AlwaysTold;

    private static ulong Encode(IoRegistration registration) =>
        ((ulong)registration.Generation << 32) | (uint)registration.Slot;

    private static IoRegistration Decode(ulong data) => new((int)(uint)data, (uint)(data >> 32));

    private struct Entry
    {
        public IIoHandler? Handler;
        public uint Generation;

        /// <summary>Of a slot that is free: the number of the next free slot.</summary>
        public int Descriptor;
        public IoEvents Wanted;
        public IoEvents Armed;

        /// <summary>The events that the handler's next costly turn will report.</summary>
        public IoEvents Waiting;
        public bool IsCostly;
        public bool IsWaiting;

        public void StopWaiting() => (IsWaiting, Waiting) = (false, IoEvents.None);
    }
}
