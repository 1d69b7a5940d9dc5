namespace ActorTls.EventLoops;

/// <summary>A monotonic clock in milliseconds since it was made, with its last reading kept. Used by one thread.</summary>
internal sealed class IoClock
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly double _millisecondsPerTick;

    public IoClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _millisecondsPerTick = 1000.0 / time.TimestampFrequency;
    }

    /// <summary>The time of the last <see cref="Refresh"/>.</summary>
    public long Now { get; private set; }

    /// <summary>Makes <see cref="Now"/> the current time.</summary>
    public void Refresh() => Now = Read();

    /// <summary>The current time, which leaves <see cref="Now"/> as it is.</summary>
    public long Read() => (long)((_time.GetTimestamp() - _start) * _millisecondsPerTick);
}
