using System.Diagnostics.CodeAnalysis;

namespace ActorTls.EventLoop;

/// <summary>
/// The descriptors that a loop watches. Each event of the kernel carries the slot and the generation of its
/// registration, so an event that was reported before its descriptor was unregistered finds nobody, even when the slot
/// or the descriptor's number is in use again. Used by one thread.
/// </summary>
internal sealed class IoRegistrations(Epoll epoll)
{
    private const int NoSlot = -1;

    private Entry[] _entries = [];
    private int _free = NoSlot;
    private int _used;

    /// <summary>How many descriptors are registered.</summary>
    public int Count { get; private set; }

    /// <summary>Watches a descriptor.</summary>
    public IoRegistration Add(int descriptor, IoEvents interest, IIoHandler handler)
    {
        var slot = TakeSlot();
        ref var entry = ref _entries[slot];
        // Zero is left out, so that a default registration never is a valid one.
        entry.Generation = entry.Generation == uint.MaxValue ? 1 : entry.Generation + 1;
        var registration = new IoRegistration(slot, entry.Generation);
        try
        {
            if (interest != IoEvents.None) epoll.Add(descriptor, (uint)interest, Encode(registration));
        }
        catch
        {
            ReleaseSlot(slot);
            throw;
        }

        entry.Descriptor = descriptor;
        entry.Interest = interest;
        entry.Handler = handler;
        Count++;
        return registration;
    }

    /// <summary>Changes what a descriptor is watched for; no call of the kernel when that is so already.</summary>
    public void Modify(IoRegistration registration, IoEvents interest)
    {
        if (!IsValid(registration)) throw new InvalidOperationException("The descriptor is not registered any more.");
        ref var entry = ref _entries[registration.Slot];
        if (entry.Interest == interest) return;

        if (entry.Interest == IoEvents.None) epoll.Add(entry.Descriptor, (uint)interest, Encode(registration));
        else if (interest == IoEvents.None) epoll.Remove(entry.Descriptor);
        else if (((entry.Interest | interest) & IoEvents.Exclusive) != 0)
        {
            throw new InvalidOperationException("An exclusive interest can only be taken back, and given again.");
        }
        else epoll.Modify(entry.Descriptor, (uint)interest, Encode(registration));
        entry.Interest = interest;
    }

    /// <summary>Watches a descriptor no more. Does nothing when it is not registered any more.</summary>
    public void Remove(IoRegistration registration)
    {
        if (!IsValid(registration)) return;
        var (descriptor, interest) = (_entries[registration.Slot].Descriptor, _entries[registration.Slot].Interest);
        ReleaseSlot(registration.Slot);
        Count--;
        if (interest != IoEvents.None) epoll.Remove(descriptor);
    }

    /// <summary>Whom an event of the kernel is for, and what of it that one is interested in still.</summary>
    public bool TryFind(ulong data, ref IoEvents events, [MaybeNullWhen(false)] out IIoHandler handler)
    {
        var registration = Decode(data);
        handler = null;
        if (!IsValid(registration)) return false;
        ref var entry = ref _entries[registration.Slot];
        if (entry.Interest == IoEvents.None) return false;
        events &= entry.Interest | IoEvents.Error | IoEvents.HangUp;
        handler = entry.Handler!;
        return events != IoEvents.None;
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
        _free = _entries[slot].NextFree;
        return slot;
    }

    private void ReleaseSlot(int slot)
    {
        ref var entry = ref _entries[slot];
        entry.Handler = null;
        entry.NextFree = _free;
        _free = slot;
    }

    private static ulong Encode(IoRegistration registration) =>
        ((ulong)registration.Generation << 32) | (uint)registration.Slot;

    private static IoRegistration Decode(ulong data) => new((int)(uint)data, (uint)(data >> 32));

    private struct Entry
    {
        public IIoHandler? Handler;
        public uint Generation;
        public int Descriptor;
        public IoEvents Interest;
        public int NextFree;
    }
}
