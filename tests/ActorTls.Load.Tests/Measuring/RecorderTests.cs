using System.Diagnostics;
using ActorTls.Load.Measuring;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Tests.Measuring;

public sealed class RecorderTests
{
    private static readonly long Second = Stopwatch.Frequency;
    private static readonly IterationResult Success = new(null, 10);

    private readonly MeasuredWindow _window = new();

    private static IterationResult Failure(FailureKind kind) => new(new LoadFailure(kind, "detail"), 0);

    private WorkloadFigures Figures(Action<Recorder> record)
    {
        var recorder = new Recorder(_window);
        record(recorder);
        return Recorder.Total([recorder]);
    }

    [Fact]
    public void Only_what_ends_within_the_window_counts()
    {
        var figures = Figures(recorder =>
        {
            recorder.Record(0, 1, Success);
            _window.Start = 1 * Second;
            recorder.Record(0, 1 * Second, Success);
            recorder.Record(1 * Second, 3 * Second, Success);
            _window.End = 4 * Second;
            recorder.Record(3 * Second, 4 * Second, Success);
        });
        Assert.Equal((2, 20, 2), (figures.Operations, figures.Bytes, figures.Latency!.Count));
        Assert.InRange(figures.Latency.Max, 1.99e6, 2.01e6);
    }

    [Fact]
    public void Of_a_constant_rate_the_latency_counts_from_the_intended_start_and_when_that_is_in_the_window()
    {
        (_window.Start, _window.End) = (1 * Second, 4 * Second);
        var figures = Figures(recorder =>
        {
            recorder.RecordIntended(0, 2 * Second, Success);               // meant for the warm-up, done in the window
            recorder.RecordIntended(2 * Second, 5 * Second, Success);      // meant for the window, done after its end
        });
        Assert.Equal((1, 1), (figures.Operations, figures.Latency!.Count));
        Assert.InRange(figures.Latency.Max, 2.99e6, 3.01e6);
    }

    [Fact]
    public void Failures_count_whenever_they_happen_and_have_no_latency()
    {
        (_window.Start, _window.End) = (1 * Second, 2 * Second);
        var figures = Figures(recorder =>
        {
            recorder.Record(0, 1, Failure(FailureKind.Reset));
            recorder.Record(0, Second + 1, Failure(FailureKind.WrongBytes));
            recorder.Record(0, 9 * Second, Failure(FailureKind.WrongBytes));
        });
        Assert.Null(figures.Latency);
        Assert.Equal(
            [(FailureKind.WrongBytes, 2L), (FailureKind.Reset, 1L)], figures.Failures.Select(failure => (failure.Kind, failure.Count)));
    }

    [Fact]
    public void Recorders_of_several_loops_add_up()
    {
        (_window.Start, _window.End) = (0, Second);
        var recorders = Enumerable.Range(0, 3).Select(_ => new Recorder(_window)).ToList();
        foreach (var recorder in recorders)
        {
            recorder.Record(0, 1000, Success);
            recorder.Record(0, 1000, Failure(FailureKind.Timeout));
        }
        var total = Recorder.Total(recorders);
        Assert.Equal((3, 30, 3), (total.Operations, total.Bytes, total.Latency!.Count));
        Assert.Equal(3, Assert.Single(total.Failures).Count);
    }

    [Fact]
    public void What_was_recorded_lately_is_taken_once()
    {
        _window.Start = 0;
        var recorder = new Recorder(_window);
        recorder.Record(0, 1000, Success);
        Assert.Equal(1, recorder.TakeRecent().Count);
        Assert.Equal(0, recorder.TakeRecent().Count);
        Assert.Equal(1, Recorder.Total([recorder]).Latency!.Count);
    }
}
