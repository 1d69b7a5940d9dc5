using ActorTls.Load.Expectations;
using ActorTls.Load.Measuring;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using ActorTls.Load.Tests.Harness;

namespace ActorTls.Load.Tests.Expectations;

public sealed class ExpectationCheckTests
{
    private static readonly RunResult Run = Results.Run(
        Results.Stage("quiet", Results.Workload("live", operations: 1000, p99: 500)),
        Results.Stage("storm", Results.Workload("live", operations: 900, p99: 4000), Results.Workload("handshakes", operations: 300, p99: 9000)));

    private static IReadOnlyList<string> Check(RunResult run, params string[] expectations) =>
        ExpectationCheck.Check(run.Workload, run.Stages, expectations.Select(Expectation.Parse));

    [Fact]
    public void A_run_that_meets_them_all_has_nothing_to_say() =>
        Assert.Empty(Check(Run, "failures = 0", "p99 < 5 ms", "rate > 80/s", "handshakes.p99 < 10 ms", "quiet.p99 < 1 ms", "storm.live.p99 < 5 ms"));

    [Fact]
    public void Each_that_is_not_met_is_told_with_its_place_and_value()
    {
        Assert.Equal(["'p99 < 1 ms': storm.live.p99 is 4000 us"], Check(Run, "p99 < 1 ms"));
        Assert.Equal(["'handshakes.p99 < 1 ms': storm.handshakes.p99 is 9000 us"], Check(Run, "handshakes.p99 < 1 ms"));
        Assert.Equal(2, Check(Run, "rate > 200/s").Count);
    }

    [Theory]
    [InlineData("nobody.p99 < 1 ms")]
    [InlineData("memory < 14 KiB")]
    [InlineData("quiet.handshakes.p99 < 1 ms")]
    public void What_the_run_does_not_have_is_no_success(string text) =>
        Assert.Contains("no such figure", Assert.Single(Check(Run, text)), StringComparison.Ordinal);

    [Fact]
    public void Failures_fail_a_run_unless_it_was_said_how_many_there_may_be()
    {
        var run = Results.Run(Results.Stage("load", Results.Workload("echo", operations: 10, p99: 1) with
        {
            Failures = [new FailureCount(FailureKind.Reset, 3, "reset")],
        }));
        Assert.Equal(["'failures = 0': load.echo.failures is 3"], Check(run));
        Assert.Equal(["'failures = 0': load.echo.failures is 3"], Check(run, "p99 < 1 s"));
        Assert.Empty(Check(run, "failures <= 3"));
    }

    [Fact]
    public void Failures_count_in_every_workload()
    {
        var run = Results.Run(Results.Stage(
            "storm", Results.Workload("live", operations: 10, p99: 1),
            Results.Workload("handshakes", operations: 0, p99: 1) with { Failures = [new FailureCount(FailureKind.Refused, 1, "")] }));
        Assert.Equal(["'failures = 0': storm.handshakes.failures is 1"], Check(run));
    }

    [Fact]
    public void A_run_in_which_nothing_succeeded_is_no_success() =>
        Assert.Equal(["no operation succeeded"], Check(Results.Run(Results.Stage("load", Results.Workload("echo", operations: 0, p99: 0)))));

    [Fact]
    public void Memory_is_expected_of_the_stages_that_hold_connections()
    {
        StageResult Hold(double kibibytes) => Results.Stage("hold-1000") with
        {
            Server = new ServerFigures { ResidentKibibytes = 1, Connections = 1000, KibibytesPerConnection = kibibytes },
        };
        var open = Results.Stage("open-1000", Results.Workload("connections", operations: 1000, p99: 1));
        Assert.Empty(Check(Results.Run(open, Hold(13)), "memory < 14 KiB"));
        Assert.Equal(["'memory < 14 KiB': hold-1000.memory is 15 KiB"], Check(Results.Run(open, Hold(15)), "memory < 14 KiB"));
    }
}
