using Serilog.Sinks.Async;

namespace ActorTls.Server.Logging;

/// <summary>
/// Knows how many events wait to be written, and how many were lost because the log is read more slowly than it is written. The
/// server drops events rather than wait: a log that is not read must not stop an event loop.
/// </summary>
internal sealed class LogQueueMonitor : IAsyncLogEventSinkMonitor
{
    private volatile IAsyncLogEventSinkInspector? _inspector;
    private long _lostUntilStop;
    private long _reported;

    /// <summary>Events that still have to be written.</summary>
    public int Waiting => _inspector?.Count ?? 0;

    /// <summary>Whether the next event would be lost.</summary>
    public bool IsFull => _inspector is { } inspector && inspector.Count >= inspector.BufferSize;

    /// <summary>Events lost since this was last asked.</summary>
    public long TakeUnreported()
    {
        var lost = _inspector?.DroppedMessagesCount ?? Interlocked.Read(ref _lostUntilStop);
        return lost - Interlocked.Exchange(ref _reported, lost);
    }

    /// <inheritdoc/>
    public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _inspector = inspector;

    /// <inheritdoc/>
    public void StopMonitoring(IAsyncLogEventSinkInspector inspector)
    {
        Interlocked.Exchange(ref _lostUntilStop, inspector.DroppedMessagesCount);
        _inspector = null;
    }
}
