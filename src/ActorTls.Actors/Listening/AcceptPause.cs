using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>
/// A pause of accepting because something ran out. All workers of a listener share it, so that the log tells of its
/// beginning and its end once, however many workers met it and however often they tried. Thread-safe.
/// </summary>
internal sealed class AcceptPause(string listener, TimeProvider time, ILogger logger)
{
    /// <summary>How long a worker waits before it tries again; the listener is back well within two seconds of relief.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    private long _since;

    /// <summary>A worker met the shortage.</summary>
    public void Begin(AcceptErrorClass cause, string error)
    {
        var now = Math.Max(time.GetTimestamp(), 1);
        if (Interlocked.CompareExchange(ref _since, now, 0) == 0)
            logger.AcceptPaused(listener, cause.Name(), error, (long)RetryAfter.TotalMilliseconds);
    }

    /// <summary>A worker could accept.</summary>
    public void End()
    {
        if (Volatile.Read(ref _since) == 0) return;
        var since = Interlocked.Exchange(ref _since, 0);
        if (since != 0) logger.AcceptResumed(listener, (long)time.GetElapsedTime(since).TotalMilliseconds);
    }
}
