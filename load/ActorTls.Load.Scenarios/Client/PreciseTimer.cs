using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorTls.EventLoops;

namespace ActorTls.Load.Scenarios.Client;

/// <summary>
/// Calls a function at points of time that are far closer together than the ticks of the loop's own timers, for a rate
/// that is kept evenly. A <c>timerfd</c> in the loop's epoll set. The loop's thread only.
/// </summary>
public sealed unsafe class PreciseTimer : IDisposable, IIoHandler
{
    private readonly EventLoop _worker;
    private readonly Action _onDue;
    private readonly int _descriptor;
    private readonly IoRegistration _registration;
    private bool _disposed;

    internal PreciseTimer(EventLoop worker, Action onDue)
    {
        _worker = worker;
        _onDue = onDue;
        _descriptor = ClientCalls.timerfd_create(ClientCalls.CLOCK_MONOTONIC, ClientCalls.TFD_NONBLOCK | ClientCalls.TFD_CLOEXEC);
        if (_descriptor < 0) throw Failure("timerfd_create");
        try
        {
            _registration = worker.Register(_descriptor, IoEvents.Readable, this);
        }
        catch
        {
            _ = ClientCalls.close(_descriptor);
            throw;
        }
    }

    /// <summary>
    /// Has the function called once at this time, or at once when it is past. Replaces what was scheduled before.
    /// </summary>
    /// <param name="timestamp">Of <see cref="Stopwatch"/>, which has the same clock.</param>
    public void Schedule(long timestamp)
    {
        var nanoseconds = (long)(timestamp * (1e9 / Stopwatch.Frequency));
        // All zero would stop the timer.
        var value = stackalloc long[4] { 0, 0, nanoseconds / 1_000_000_000, Math.Max(nanoseconds % 1_000_000_000, 1) };
        if (ClientCalls.timerfd_settime(_descriptor, ClientCalls.TFD_TIMER_ABSTIME, value, null) != 0) throw Failure("timerfd_settime");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _worker.Unregister(_registration);
        _ = ClientCalls.close(_descriptor);
    }

    void IIoHandler.OnIo(IoEvents events)
    {
        ulong expirations;
        if (ClientCalls.read(_descriptor, &expirations, sizeof(ulong)) == sizeof(ulong)) _onDue();
    }

    private static IOException Failure(string call) => new($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
}
