using System.Diagnostics;
using Akka.Dispatch;

namespace ActorTls.EventLoop;

/// <summary>
/// An event loop: one thread, one epoll set, one run queue, one wheel of timers. It outlives any exception of what it
/// runs. Members that say so may be used on the loop's own thread alone; they check it.
/// </summary>
internal sealed class IoWorker : IDisposable
{
    // So many runnables, then the sockets get a look in, and so many timers.
    private const int RunnablesPerTurn = 64;
    private const int TimersPerTurn = 64;
    private const int ScratchSize = 64 * 1024;

    // The generation of a registration is never 0, so this is no registration's.
    private const ulong WakeUpData = 0;

    [ThreadStatic]
    private static IoWorker? _current;

    private readonly Action<Exception, string> _onUnhandled;
    private readonly Thread _thread;
    private readonly Epoll _epoll = new();
    private readonly EventFd _wakeUp;
    private readonly IoRegistrations _registrations;
    private readonly RunQueue _queue = new();
    private readonly IoClock _clock;
    private readonly TimerWheel _timers;
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(ScratchSize, pinned: true);

    // 1 while the loop sleeps, or is about to and will look at the queue once more; see Execute and Sleep.
    private int _asleep;
    private volatile bool _stopping;
    private volatile bool _stopped;

    internal IoWorker(int index, TimeSpan spin, TimeProvider time, Action<Exception, string> onUnhandled)
    {
        Index = index;
        _onUnhandled = onUnhandled;
        _clock = new IoClock(time);
        _timers = new TimerWheel(_clock);
        _registrations = new IoRegistrations(_epoll);
        Spin = new AdaptiveSpin(spin);
        Executor = new IoWorkerExecutor(this);
        try
        {
            _wakeUp = new EventFd();
            _epoll.Add(_wakeUp.Descriptor, LibC.EPOLLIN | LibC.EPOLLET, WakeUpData);
        }
        catch
        {
            _wakeUp?.Dispose();
            _epoll.Dispose();
            throw;
        }
        _thread = new Thread(Run) { IsBackground = true, Name = $"actor-tls-io-{index}" };
    }

    /// <summary>The loop that the calling thread is, or null.</summary>
    public static IoWorker? Current => _current;

    /// <summary>Its number in the group, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether the caller is on the loop's own thread.</summary>
    public bool IsCurrent => _current == this;

    /// <summary>
    /// Milliseconds of a monotonic clock, as of the start of the turn: the same for everything that happens in a turn.
    /// The loop's thread only.
    /// </summary>
    public long Now => _clock.Now;

    /// <summary>The loop's timers. The loop's thread only.</summary>
    public TimerWheel Timers
    {
        get
        {
            RequireLoopThread();
            return _timers;
        }
    }

    /// <summary>64 KiB for whoever runs, until it returns. It holds whatever was last left in it. The loop's thread only.</summary>
    public Span<byte> Scratch
    {
        get
        {
            RequireLoopThread();
            return _scratch;
        }
    }

    /// <summary>Whether and how well polling before sleep goes; for tests and metrics.</summary>
    internal AdaptiveSpin Spin { get; }

    /// <summary>Runs actors on this loop, for as long as there is a loop.</summary>
    internal IoWorkerExecutor Executor { get; }

    /// <summary>
    /// Has <paramref name="work"/> run on the loop's thread, never inside this call. Any thread; work from one thread
    /// keeps its order. Dropped once the loop has stopped.
    /// </summary>
    public void Execute(IRunnable work)
    {
        if (_stopped) return;
        if (IsCurrent)
        {
            _queue.AddOwn(work);
            return;
        }

        // No wake-up is lost: here the work is queued before _asleep is read, and in Sleep _asleep is set before the
        // queue is read, with a full fence between the two on either side. So when the loop does not see the work, we
        // see that it sleeps. Whoever takes the mark away writes to the eventfd, so many producers write it once.
        _queue.AddForeign(work);
        Interlocked.MemoryBarrier();
        WakeUpIfAsleep();
    }

    /// <summary>
    /// Watches a descriptor, level-triggered. It stays the caller's, who unregisters it before closing it. The loop's
    /// thread only.
    /// </summary>
    /// <exception cref="IOException">The kernel refused, for want of memory or because of what the descriptor is.</exception>
    public IoRegistration Register(int descriptor, IoEvents interest, IIoHandler handler)
    {
        RequireLoopThread();
        return _registrations.Add(descriptor, interest, handler);
    }

    /// <summary>
    /// Changes what a descriptor is watched for, from the rest of this turn on; <see cref="IoEvents.None"/> takes it out
    /// of the epoll set until the next change. Costs nothing when it is so already. The loop's thread only.
    /// </summary>
    public void Modify(IoRegistration registration, IoEvents interest)
    {
        RequireLoopThread();
        _registrations.Modify(registration, interest);
    }

    /// <summary>
    /// Watches a descriptor no more: its handler is not called again, not even for events that were reported already.
    /// To be done before the descriptor is closed. Does nothing the second time. The loop's thread only.
    /// </summary>
    public void Unregister(IoRegistration registration)
    {
        RequireLoopThread();
        _registrations.Remove(registration);
    }

    internal void Start() => _thread.Start();

    /// <summary>Has the loop end after what is queued now. Any thread.</summary>
    internal void Stop()
    {
        _stopping = true;
        Interlocked.MemoryBarrier();
        WakeUpIfAsleep();
    }

    /// <summary>Stops the loop and waits for its thread's end. May be called again; not on the loop's thread.</summary>
    public void Dispose()
    {
        Stop();
        if (_thread.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted)) Free();
        else _thread.Join();
    }

    private void Run()
    {
        _current = this;
        try
        {
            while (!_stopping) Turn();
            RunQueued(_queue.Count);
        }
        catch (Exception e)
        {
            // Not of what the loop runs, but of the loop: its epoll set is gone. Its connections would hang for ever.
            Environment.FailFast($"The event loop {_thread.Name} cannot go on: {e.Message}", e);
        }
        Free();
    }

    private void Free()
    {
        _stopped = true;
        _queue.Clear();
        _wakeUp.Dispose();
        _epoll.Dispose();
    }

    private void Turn()
    {
        var isBusy = !_queue.IsEmpty || _timers.HasDue;
        var ready = isBusy ? _epoll.Wait(0) : WaitForWork();
        _clock.Refresh();
        Deliver(ready);
        RunQueued(RunnablesPerTurn);
        _timers.Advance(_clock.Now);
        RunTimers(TimersPerTurn);
    }

    private void RunQueued(int limit)
    {
        for (var i = 0; i < limit && _queue.TryTake(out var work); i++)
        {
            try
            {
                work.Run();
            }
            catch (Exception e)
            {
                Report(e, "a runnable");
            }
        }
    }

    private void RunTimers(int limit)
    {
        for (var i = 0; i < limit && _timers.TryTakeDue(out var timer); i++)
        {
            try
            {
                timer.OnTimer();
            }
            catch (Exception e)
            {
                Report(e, "a timer");
            }
        }
    }

    private void Deliver(int ready)
    {
        for (var i = 0; i < ready; i++)
        {
            var events = (IoEvents)_epoll.Events(i);
            if (!_registrations.TryFind(_epoll.Data(i), ref events, out var handler)) continue;
            try
            {
                handler.OnIo(events);
            }
            catch (Exception e)
            {
                Report(e, "an I/O handler");
            }
        }
    }

    private int WaitForWork()
    {
        if (!Spin.IsWorthwhile) return Sleep();

        var start = Stopwatch.GetTimestamp();
        var timer = _timers.SleepLimit(_clock.Read());
        var limit = timer < 0 ? Spin.Limit : Math.Min(Spin.Limit, timer * (Stopwatch.Frequency / 1000));
        do
        {
            var ready = _epoll.Wait(0);
            if (ready == 0 && _queue.IsEmpty && !_stopping) continue;
            Spin.Hit();
            return ready;
        }
        while (Stopwatch.GetTimestamp() - start < limit);
        Spin.Miss();
        return Sleep();
    }

    private int Sleep()
    {
        // The other half of the protocol explained in Execute.
        Volatile.Write(ref _asleep, 1);
        Interlocked.MemoryBarrier();
        if (!_queue.IsEmpty || _stopping)
        {
            Volatile.Write(ref _asleep, 0);
            return _epoll.Wait(0);
        }

        var start = Stopwatch.GetTimestamp();
        var ready = _epoll.Wait(_timers.SleepLimit(_clock.Read()));
        // A producer may have taken the mark and not written yet. Then the next sleep ends at once, for nothing, once.
        Volatile.Write(ref _asleep, 0);
        if (ready > 0) Spin.Slept(Stopwatch.GetTimestamp() - start);
        return ready;
    }

    private void WakeUpIfAsleep()
    {
        if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1) _wakeUp.Signal();
    }

    private void Report(Exception exception, string origin)
    {
        try
        {
            _onUnhandled(exception, $"{origin} on {_thread.Name}");
        }
        catch
        {
            // There is nobody left to tell, and the loop must go on.
        }
    }

    private void RequireLoopThread()
    {
        if (!IsCurrent) throw new InvalidOperationException($"Not on the thread of event loop {Index}.");
    }
}
