using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorTls.EventLoops;

/// <summary>An epoll set and the room for what it reports. Used by one thread.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    /// <summary>The most events that one <see cref="Wait"/> reports; the next one reports the others.</summary>
    public const int Capacity = 256;

    // The kernel's epoll_event is { u32 events; u64 data }, packed on x64 alone, so that it is the same there for
    // 32-bit programs; on arm64 the data is aligned.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int DataOffset = Packed ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly EpollHandle _handle;
    private readonly byte[] _buffer = GC.AllocateArray<byte>(Capacity * EventSize, pinned: true);
    private readonly byte* _events;

    public Epoll()
    {
        _handle = LibC.epoll_create1(LibC.EPOLL_CLOEXEC);
        if (_handle.IsInvalid) throw LibC.Failure("epoll_create1");
        _events = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_buffer));
    }

    /// <summary>Watches a descriptor; its events carry <paramref name="data"/>.</summary>
    public void Add(int descriptor, uint events, ulong data) =>
        Control(LibC.EPOLL_CTL_ADD, descriptor, events, data);

    /// <summary>Changes what a descriptor is watched for.</summary>
    public void Modify(int descriptor, uint events, ulong data) =>
        Control(LibC.EPOLL_CTL_MOD, descriptor, events, data);

    /// <summary>Stops watching a descriptor, which must still be open.</summary>
    public void Remove(int descriptor) => Control(LibC.EPOLL_CTL_DEL, descriptor, 0, 0);

    /// <summary>
    /// Waits for events and returns how many there are, which may be 0 before the time is over. They are read with
    /// <see cref="Events"/> and <see cref="Data"/> until the next wait.
    /// </summary>
    /// <param name="timeout">Milliseconds; 0 = do not wait, -1 = for ever.</param>
    public int Wait(int timeout)
    {
        var count = LibC.epoll_wait(_handle, _events, Capacity, timeout);
        if (count >= 0) return count;
        return Marshal.GetLastPInvokeError() == LibC.EINTR ? 0 : throw LibC.Failure("epoll_wait");
    }

    /// <summary>What happened, of event number <paramref name="index"/>.</summary>
    public uint Events(int index) => Unsafe.ReadUnaligned<uint>(_events + (index * EventSize));

    /// <summary>The data of the descriptor that event number <paramref name="index"/> happened to.</summary>
    public ulong Data(int index) => Unsafe.ReadUnaligned<ulong>(_events + (index * EventSize) + DataOffset);

    public void Dispose() => _handle.Dispose();

    private void Control(int operation, int descriptor, uint events, ulong data)
    {
        var epollEvent = stackalloc byte[16];
        Unsafe.WriteUnaligned(epollEvent, events);
        Unsafe.WriteUnaligned(epollEvent + DataOffset, data);
        if (LibC.epoll_ctl(_handle, operation, descriptor, epollEvent) != 0)
        {
            throw LibC.Failure($"epoll_ctl {operation} of descriptor {descriptor}");
        }
    }
}
