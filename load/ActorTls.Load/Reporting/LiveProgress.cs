using ActorTls.Load.Running;
using Spectre.Console;

namespace ActorTls.Load.Reporting;

/// <summary>A table with a row for each stage; that of the stage that goes on has a bar.</summary>
internal sealed class LiveProgress : ProgressReport
{
    private const int BarWidth = 24;

    private readonly Lock _lock = new();
    private readonly Table _table = new Table { Border = TableBorder.Simple }
        .AddColumn("Stage").AddColumn(new TableColumn("").Width(BarWidth)).AddColumn("");
    private readonly TaskCompletionSource _ended = new();
    private readonly Task _display;
    private LiveDisplayContext? _context;
    private TimeSpan? _length;

    public LiveProgress() => _display = AnsiConsole.Live(_table).AutoClear(true).StartAsync(context =>
    {
        lock (_lock) _context = context;
        return _ended.Task;
    });

    public override void StageStarted(string name, TimeSpan? length) => Change(() =>
    {
        _length = length;
        _table.AddRow(new Text(name), Bar(0), new Text(""));
    });

    public override void StageContinues(TimeSpan elapsed, bool isWarmUp, long operations, long failures, TimelinePoint? latest) => Change(() =>
    {
        var row = _table.Rows.Count - 1;
        _table.UpdateCell(row, 1, Bar(_length is { } length ? elapsed / length : 0));
        _table.UpdateCell(row, 2, new Text(isWarmUp ? $"warming up, {failures} failed" : Describe(operations, failures, latest)));
    });

    public override void StageEnded(StageResult result) => Change(() =>
    {
        var row = _table.Rows.Count - 1;
        if (row < 0) return;
        var failures = result.Workloads.Sum(workload => workload.Failures.Sum(failure => failure.Count));
        _table.UpdateCell(row, 1, Bar(1));
        _table.UpdateCell(row, 2, new Text(Describe(result.Workloads.Sum(workload => workload.Operations), failures, null)));
    });

    public override void Dispose()
    {
        if (_ended.TrySetResult()) _display.GetAwaiter().GetResult();
    }

    private static Text Bar(double part)
    {
        var filled = (int)(Math.Clamp(part, 0, 1) * BarWidth);
        return new Text(new string('━', filled) + new string('─', BarWidth - filled), new Style(part >= 1 ? Color.Green : Color.Blue));
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _context?.Refresh();
        }
    }
}
