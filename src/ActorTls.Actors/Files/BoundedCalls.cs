using System.Runtime.ExceptionServices;

namespace ActorTls.Files;

/// <summary>
/// Makes calls that a file system may never answer, each on a thread of its own, and waits only so long: a server whose
/// network file system hangs still says so. Thread-safe.
/// </summary>
/// <param name="patience">For one call.</param>
/// <param name="who">Who has to answer, for the message.</param>
internal sealed class BoundedCalls(TimeSpan patience, string who = "the file system")
{
    /// <summary>Far more than any file system takes that answers at all.</summary>
    internal static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(10);

    // Where one file hangs, its neighbours mostly do too; each need not be waited for as long.
    private static readonly TimeSpan PatienceAfterFailure = TimeSpan.FromMilliseconds(200);

    // Each abandoned call keeps a thread until the file system answers. Files are looked at again and again.
    private const int MostAbandoned = 16;

    private int _abandoned;
    private volatile bool _hangs;

    /// <summary>What the call returns or throws.</summary>
    /// <param name="call">Runs on another thread, and to its end even when it is waited for no more.</param>
    /// <param name="discard">Gets what the call returned too late.</param>
    /// <exception cref="IOException">There was no answer in time, or too many earlier calls have no answer yet.</exception>
    internal T Run<T>(Func<T> call, Action<T>? discard = null)
    {
        if (Volatile.Read(ref _abandoned) >= MostAbandoned) throw new IOException($"{who} has not answered {MostAbandoned} earlier calls");
        var pending = new PendingCall<T>(call, discard, endsLate: () => Interlocked.Decrement(ref _abandoned));
        var thread = new Thread(pending.Run) { IsBackground = true, Name = "actor-tls file" };
        thread.Start();
        var limit = _hangs ? PatienceAfterFailure : patience;
        _hangs = !thread.Join(limit) && pending.Abandon();
        if (!_hangs) return pending.GetResult();
        Interlocked.Increment(ref _abandoned);
        throw new IOException($"{who} did not answer within {limit.TotalSeconds:0.#} s");
    }

    private sealed class PendingCall<T>(Func<T> call, Action<T>? discard, Action endsLate)
    {
        private readonly Lock _lock = new();
        private bool _isAbandoned;
        private bool _isDone;
        private T? _result;
        private ExceptionDispatchInfo? _failure;

        public void Run()
        {
            T? result = default;
            try
            {
                result = call();
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
            lock (_lock)
            {
                (_isDone, _result) = (true, result);
                if (!_isAbandoned) return;
                endsLate();
                if (_failure is null) discard?.Invoke(result!);
            }
        }

        /// <summary>False when it was done meanwhile.</summary>
        public bool Abandon()
        {
            lock (_lock) return _isAbandoned = !_isDone;
        }

        public T GetResult()
        {
            _failure?.Throw();
            return _result!;
        }
    }
}
