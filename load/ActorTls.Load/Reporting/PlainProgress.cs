using ActorTls.Load.Running;

namespace ActorTls.Load.Reporting;

/// <summary>Lines, at most one for every few seconds.</summary>
internal sealed class PlainProgress(TextWriter output) : ProgressReport
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private string _stage = "";
    private TimeSpan _next;

    public override void StageStarted(string name, TimeSpan? length)
    {
        (_stage, _next) = (name, Interval);
        output.WriteLine(length is { } time ? $"{name}: {Figures.Number(time.TotalSeconds)} s" : name);
    }

    public override void StageContinues(TimeSpan elapsed, bool isWarmUp, long operations, long failures, TimelinePoint? latest)
    {
        if (elapsed < _next || (latest is null && failures == 0)) return;
        _next = elapsed + Interval;
        output.WriteLine($"{_stage}: {Describe(operations, failures, latest)}");
    }

    public override void StageEnded(StageResult result) { }

    public override void Dispose() => output.Flush();
}
