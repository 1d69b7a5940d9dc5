using System.Globalization;
using System.Threading.Tasks.Sources;
using ActorTls.EventLoops;
using ActorTls.Load.Scenarios.Client;
using ActorTls.Tls;
using Akka.Dispatch;

namespace ActorTls.Load.Scenarios;

/// <summary>
/// One thread with many connections. What awaits something of this library on the thread goes on there, within the event
/// that completed it: an iteration costs no change of threads.
/// </summary>
public sealed class LoadLoop : IDisposable
{
    private readonly ITlsClientContext _context;
    private readonly ITlsClientContext _contextWithoutCertificate;
    private readonly SourceAddresses _sources;

    internal LoadLoop(EventLoop loop, ITlsClientEngine engine, LoadTarget target, ClientFleet? fleet)
    {
        Loop = loop;
        Target = target;
        Fleet = fleet;
        _sources = new SourceAddresses(target);
        _context = engine.CreateClientContext(target.ToSettings(withCertificate: true));
        try
        {
            _contextWithoutCertificate = engine.CreateClientContext(target.ToSettings(withCertificate: false));
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    /// <summary>Its number, from 0.</summary>
    public int Index => Loop.Index;

    /// <summary>Whom its users connect to.</summary>
    public LoadTarget Target { get; }

    internal EventLoop Loop { get; }

    /// <summary>The fleet of the target, which all loops share; null for none.</summary>
    internal ClientFleet? Fleet { get; }

    /// <summary>Runs something on the loop's thread. Any thread; what awaits the task goes on elsewhere.</summary>
    public Task<T> InvokeAsync<T>(Func<ValueTask<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Execute(new ActionRunnable(() => _ = RunAsync(work, done)));
        return done.Task;
    }

    /// <summary>Lets the other connections have their turn. The loop's thread only.</summary>
    public ValueTask YieldAsync()
    {
        var wait = new Wait(this);
        Loop.Execute(wait);
        return wait.Task;
    }

    /// <summary>Waits at least this long, and about 25 ms longer at the most. The loop's thread only.</summary>
    public ValueTask DelayAsync(TimeSpan delay)
    {
        var wait = new Wait(this);
        Loop.Timers.Schedule(wait.Timer, (long)delay.TotalMilliseconds);
        return wait.Task;
    }

    /// <summary>A timer that is exact to some microseconds. The loop's thread only; the caller disposes it there.</summary>
    /// <param name="onDue">Called on the loop's thread.</param>
    public PreciseTimer CreateTimer(Action onDue) => new(Loop, onDue);

    /// <summary>How long its thread was on a processor until now. Any thread.</summary>
    public Task<TimeSpan> ReadProcessorTimeAsync() => InvokeAsync(() =>
    {
        var nanoseconds = File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0];
        return ValueTask.FromResult(TimeSpan.FromMicroseconds(double.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1000));
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Dispose();
        _contextWithoutCertificate.Dispose();
    }

    internal ITlsClientContext Context(bool withCertificate) => withCertificate ? _context : _contextWithoutCertificate;

    /// <summary>The local address for the next connection, or null where the kernel chooses.</summary>
    internal byte[]? NextSource() => _sources.Next();

    private static async Task RunAsync<T>(Func<ValueTask<T>> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(await work());
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    /// <summary>Completes on the loop's thread, from its queue or by a timer.</summary>
    private sealed class Wait : IRunnable, IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core;

        public Wait(LoadLoop loop) => Timer = new WaitTimer(this);

        public TimerNode Timer { get; }

        public ValueTask Task => new(this, _core.Version);

        public void Run() => _core.SetResult(true);

        public void Execute() => Run();

        public void GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        private sealed class WaitTimer(Wait wait) : TimerNode
        {
            protected internal override void OnTimer() => wait.Run();
        }
    }
}
