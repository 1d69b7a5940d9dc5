using System.Runtime.InteropServices;

namespace ActorTls.EventLoops;

/// <summary>
/// An <c>eventfd</c>: lets other threads end a loop's wait. It is watched edge-triggered: each write is one event, and the loop need
/// not read the counter, which has room for 2^64 writes.
/// </summary>
internal sealed class EventFd : IDisposable
{
    private readonly EventFdHandle _handle;

    public EventFd()
    {
        _handle = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        if (_handle.IsInvalid) throw LibC.Failure("eventfd");
    }

    /// <summary>Its number, for the epoll set of its owner.</summary>
    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Ends the wait that is going on, or the next one. Any thread; does nothing once disposed.</summary>
    public unsafe void Signal()
    {
        var one = 1UL;
        try
        {
            while (LibC.write(_handle, &one, sizeof(ulong)) < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR) { }
        }
        catch (ObjectDisposedException)
        {
            // The loop ended between the caller's look at it and here. The handle's own count of its users makes sure
            // that the write never goes to another file that got the same number.
        }
    }

    public void Dispose() => _handle.Dispose();
}
