using ActorTls.Load.Running;

namespace ActorTls.Load.Reporting;

/// <summary>Shows the progress of a run: a table that changes on a terminal, a line now and then elsewhere.</summary>
internal abstract class ProgressReport : IRunProgress, IDisposable
{
    /// <summary>What suits standard output.</summary>
    public static ProgressReport Create() => Console.IsOutputRedirected ? new PlainProgress(Console.Out) : new LiveProgress();

    /// <inheritdoc/>
    public abstract void StageStarted(string name, TimeSpan? length);

    /// <inheritdoc/>
    public abstract void StageContinues(TimeSpan elapsed, bool isWarmUp, long operations, long failures, TimelinePoint? latest);

    /// <inheritdoc/>
    public abstract void StageEnded(StageResult result);

    /// <summary>Nothing more follows. May be called again.</summary>
    public abstract void Dispose();

    /// <summary>One line on a second of a stage.</summary>
    protected static string Describe(long operations, long failures, TimelinePoint? latest)
    {
        var text = $"{Figures.Number(operations)} done, {Figures.Number(failures)} failed";
        if (latest is null) return text;
        text += $"; {Figures.Number(latest.Rate)}/s, p50 {Figures.Latency(latest.P50)}, p99 {Figures.Latency(latest.P99)}";
        return latest.ServerProcessorPercent is null
            ? text
            : $"{text}; server {Figures.Number(latest.ServerProcessorPercent)} % CPU, {Figures.Memory(latest.ServerResidentKibibytes)}";
    }
}
