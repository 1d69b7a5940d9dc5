using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>
/// A pause of accepting because something ran out. All acceptors of a listener share it, so that the log tells of its
/// beginning and its end once, however many acceptors met it and however often they tried. Thread-safe.
/// </summary>
internal sealed class AcceptPause(string listener, TimeProvider time, ILogger logger)
{
    /// <summary>How long an acceptor waits before it tries again; the listener is back well within two seconds of relief.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    // Half of it, so that a success of one acceptor does not end the pause that another one's failure has just begun, and
    // one that has waited its time does.
    private static readonly TimeSpan Calm = RetryAfter / 2;

    private long _since;
    private long _lastShortage;

    /// <summary>An acceptor met the shortage.</summary>
    public void Begin(AcceptErrorClass cause, string error)
    {
        var now = Math.Max(time.GetTimestamp(), 1);
        Volatile.Write(ref _lastShortage, now);
        if (Interlocked.CompareExchange(ref _since, now, 0) == 0)
            logger.AcceptPaused(listener, cause.Name(), error, (long)RetryAfter.TotalMilliseconds);
    }

    /// <summary>An acceptor accepted all there was. That one connection found room is not enough: the next may not.</summary>
    public void End()
    {
        if (Volatile.Read(ref _since) == 0 || time.GetElapsedTime(Volatile.Read(ref _lastShortage)) < Calm) return;
        var since = Interlocked.Exchange(ref _since, 0);
        if (since != 0) logger.AcceptResumed(listener, (long)time.GetElapsedTime(since).TotalMilliseconds);
    }
}
