using Akka.Dispatch;

namespace ActorTls.EventLoops;

/// <summary>
/// An event loop: one thread, one epoll set, one run queue, one wheel of timers. An exception in what it runs does not end it.
/// Members that say so may be used on the loop's own thread only; they check it.
/// </summary>
internal sealed partial class EventLoop : IEventLoop, IDisposable
{
    private const int ScratchSize = 64 * 1024;

    // Differs from the data of every registration, whose generation is never 0.
    private const ulong WakeUpData = 0;

    [ThreadStatic]
    private static EventLoop? _current;

    private readonly Action<Exception, string> _onUnhandled;
    private readonly Thread _thread;
    private readonly Epoll _epoll = new();
    private readonly EventFd _wakeUp;
    private readonly IoRegistrations _registrations;
    private readonly RunQueue _queue = new();
    private readonly Queue<IRunnable> _costlyWork = new();
    private readonly IoClock _clock;
    private readonly TimerWheel _timers;
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(ScratchSize, pinned: true);

    // Set while a handler is called for its costly turn. The work that it adds meanwhile belongs to that turn.
    private bool _tellsCostly;

    // 1 while the loop sleeps, or is about to and will look at the queue once more; see Execute and Sleep.
    private int _asleep;
    private volatile bool _stopping;
    private volatile bool _stopped;

    internal EventLoop(int index, TimeSpan spin, TimeProvider time, Action<Exception, string> onUnhandled)
    {
        Index = index;
        _onUnhandled = onUnhandled;
        _clock = new IoClock(time);
        _timers = new TimerWheel(_clock);
        _registrations = new IoRegistrations(_epoll);
        Spin = new AdaptiveSpin(spin);
        Executor = new EventLoopExecutor(this);
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
    public static EventLoop? Current => _current;

    /// <inheritdoc/>
    public int Index { get; }

    /// <summary>Whether the caller is on the loop's own thread.</summary>
    public bool IsCurrent => _current == this;

    /// <inheritdoc/>
    public long Now => _clock.Now;

    /// <summary>How many turns the loop has begun. It tells whoever runs now whether another turn has come since it ran last.</summary>
    public long Turns { get; private set; }

    /// <summary>The loop's timers. The loop's thread only.</summary>
    public TimerWheel Timers
    {
        get
        {
            RequireLoopThread();
            return _timers;
        }
    }

    /// <inheritdoc/>
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
    internal EventLoopExecutor Executor { get; }

    /// <summary>
    /// Has <paramref name="work"/> run on the loop's thread, never inside this call. Any thread; work from one thread
    /// keeps its order. Dropped once the loop has stopped.
    /// </summary>
    public void Execute(IRunnable work)
    {
        if (_stopped) return;
        if (IsCurrent)
        {
            if (_tellsCostly) _costlyWork.Enqueue(work);
            else _queue.AddOwn(work);
            return;
        }

        // No wake-up is lost: here the work is queued before _asleep is read, and in Sleep _asleep is set before the
        // queue is read, with a full fence between the two on either side. So when the loop does not see the work, this
        // thread sees that the loop sleeps. The thread that clears the mark writes to the eventfd, so many producers write once.
        _queue.AddForeign(work);
        Interlocked.MemoryBarrier();
        WakeUpIfAsleep();
    }

    /// <inheritdoc/>
    public IoRegistration Register(int descriptor, IoEvents interest, IIoHandler handler, bool isCostly = false)
    {
        RequireLoopThread();
        return _registrations.Add(descriptor, interest, handler, isCostly);
    }

    /// <inheritdoc/>
    public void Modify(IoRegistration registration, IoEvents interest, bool isCostly = false)
    {
        RequireLoopThread();
        _registrations.Modify(registration, interest, isCostly);
    }

    /// <inheritdoc/>
    public void Unregister(IoRegistration registration)
    {
        RequireLoopThread();
        _registrations.Remove(registration);
    }

    /// <inheritdoc/>
    public void Close(IoRegistration registration)
    {
        RequireLoopThread();
        _registrations.Close(registration);
    }

    /// <inheritdoc/>
    public void RequestTurn(IoRegistration registration)
    {
        RequireLoopThread();
        _registrations.RequestTurn(registration);
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

    private void WakeUpIfAsleep()
    {
        if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1) _wakeUp.Signal();
    }

    private void RequireLoopThread()
    {
        if (!IsCurrent) throw new InvalidOperationException($"Not on the thread of event loop {Index}.");
    }
}
