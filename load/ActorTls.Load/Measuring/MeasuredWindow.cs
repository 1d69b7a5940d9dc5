using System.Diagnostics;

namespace ActorTls.Load.Measuring;

/// <summary>The time that counts, between warm-up and end. Set by one thread, read by many.</summary>
internal sealed class MeasuredWindow
{
    private long _start = long.MaxValue;
    private long _end = long.MaxValue;

    /// <summary>When it began, in ticks of <see cref="Stopwatch"/>; the far future until it has.</summary>
    public long Start
    {
        get => Volatile.Read(ref _start);
        set => Volatile.Write(ref _start, value);
    }

    /// <summary>When it ended; the far future until it has.</summary>
    public long End
    {
        get => Volatile.Read(ref _end);
        set => Volatile.Write(ref _end, value);
    }

    /// <summary>Whether no new operation is to be started.</summary>
    public bool IsOver => End != long.MaxValue;

    /// <summary>Whether a moment is within it.</summary>
    public bool Contains(long timestamp) => timestamp >= Start && timestamp < End;

    /// <summary>How long it was, once it has ended.</summary>
    public TimeSpan Length => Stopwatch.GetElapsedTime(Start, End);
}
