namespace ActorTls.Load.Measuring;

/// <summary>
/// How long a process was on a processor: the scheduler's time, in nanoseconds, of all its threads, of those that have
/// ended too. What <c>/proc</c> has is either in ticks of 10 ms or of living threads alone; a server with a thread for each
/// connection would then look far cheaper than it is.
/// </summary>
internal static class ProcessorClock
{
    // CPUCLOCK_SCHED of the kernel, which is what clock_getcpuclockid puts together.
    private const int Scheduler = 2;

    /// <summary>Of a process; null when there is none.</summary>
    public static TimeSpan? Read(int process) =>
        ProcessCalls.clock_gettime((~process << 3) | Scheduler, out var time) == 0 ? time.ToTimeSpan() : null;

    /// <summary>Of the thread that asks.</summary>
    public static TimeSpan ReadThread() =>
        ProcessCalls.clock_gettime(ProcessCalls.CLOCK_THREAD_CPUTIME_ID, out var time) == 0 ? time.ToTimeSpan() : default;
}
