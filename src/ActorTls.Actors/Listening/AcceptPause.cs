using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>
/// A pause of accepting because descriptors or memory ran out. All acceptors of a listener share one, so that its beginning and its end
/// are logged once, however many acceptors meet the shortage and however often they try. Thread-safe.
/// </summary>
internal sealed class AcceptPause(string listener, TimeProvider time, ILogger logger)
{
    /// <summary>How long an acceptor waits before it tries again: the listener accepts well within two seconds of the end of the shortage.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    // The success of one acceptor does not end a pause that the failure of another has just begun. The success of an acceptor that
    // has waited for RetryAfter does: hence half of that time.
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

    /// <summary>An acceptor has accepted all connections that were waiting. One that found room is not enough: the next may not.</summary>
    public void End()
    {
        if (Volatile.Read(ref _since) == 0 || time.GetElapsedTime(Volatile.Read(ref _lastShortage)) < Calm) return;
        var since = Interlocked.Exchange(ref _since, 0);
        if (since != 0) logger.AcceptResumed(listener, (long)time.GetElapsedTime(since).TotalMilliseconds);
    }
}
