using Akka.Dispatch;

namespace ActorTls.EventLoops;

/// <summary>
/// An event loop: one thread, one epoll set, one run queue, one wheel of timers. It outlives any exception of what it
/// runs. Members that say so may be used on the loop's own thread alone; they check it.
/// </summary>
internal sealed partial class EventLoop : IDisposable
{
    private const int ScratchSize = 64 * 1024;

    // The generation of a registration is never 0, so this is no registration's.
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

    // While a handler is told of its costly turn; what it hands over meanwhile is that turn.
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
        // queue is read, with a full fence between the two on either side. So when the loop does not see the work, we
        // see that it sleeps. Whoever takes the mark away writes to the eventfd, so many producers write it once.
        _queue.AddForeign(work);
        Interlocked.MemoryBarrier();
        WakeUpIfAsleep();
    }

    /// <summary>
    /// Watches a descriptor, level-triggered. It stays the caller's, who unregisters it before closing it, or has it closed by
    /// <see cref="Close"/>. The loop's thread only.
    /// </summary>
    /// <exception cref="IOException">The kernel refused, for want of memory or because of what the descriptor is.</exception>
    public IoRegistration Register(int descriptor, IoEvents interest, IIoHandler handler)
    {
        RequireLoopThread();
        return _registrations.Add(descriptor, interest, handler);
    }

    /// <summary>
    /// Changes what a descriptor is watched for, from the rest of this turn on; <see cref="IoEvents.None"/> takes it out
    /// of the epoll set until the next change. Costs nothing when it is so already, and nothing to pause the reading for a
    /// moment. The loop's thread only.
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

    /// <summary>
    /// Closes a watched descriptor, which saves telling the kernel that it is watched no more. No other descriptor may be of the
    /// same socket. Its handler is not called again. Does nothing the second time. The loop's thread only.
    /// </summary>
    public void Close(IoRegistration registration)
    {
        RequireLoopThread();
        _registrations.Close(registration);
    }

    /// <summary>
    /// Has the handler of a <see cref="IoEvents.Costly"/> interest called, by and by, as if something had happened to its
    /// descriptor. Several requests are one while its turn has not come. The loop's thread only.
    /// </summary>
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
