using ActorTls.Load.Expectations;

namespace ActorTls.Load.Tests.Expectations;

public sealed class ExpectationTests
{
    [Theory]
    [InlineData("failures = 0", "failures", "=", 0)]
    [InlineData("p99 < 5 ms", "p99", "<", 5000)]
    [InlineData("p99<5ms", "p99", "<", 5000)]
    [InlineData("  p99.9 <= 250 us ", "p99.9", "<=", 250)]
    [InlineData("max < 1.5s", "max", "<", 1_500_000)]
    [InlineData("p50 < 30 µs", "p50", "<", 30)]
    [InlineData("rate > 1000/s", "rate", ">", 1000)]
    [InlineData("rate >= 1000", "rate", ">=", 1000)]
    [InlineData("throughput > 1.5 GB/s", "throughput", ">", 1500)]
    [InlineData("cpu < 12 us", "cpu", "<", 12)]
    [InlineData("memory < 14 KiB", "memory", "<", 14)]
    public void What_is_meant_is_read(string text, string metric, string comparison, double limit)
    {
        var expectation = Expectation.Parse(text);
        Assert.Equal((metric, comparison, limit), (expectation.Metric.Name, expectation.Comparison, expectation.Limit));
        Assert.Empty(expectation.Scope);
    }

    [Theory]
    [InlineData("storm.live.p99 < 8 ms", "storm", "live")]
    [InlineData("live.p99.9 < 8 ms", "live", null)]
    [InlineData("return-1.max < 3 s", "return-1", null)]
    public void It_may_be_about_a_stage_or_a_workload(string text, string first, string? second)
    {
        var expectation = Expectation.Parse(text);
        Assert.Equal(second is null ? [first] : [first, second], expectation.Scope);
    }

    [Theory]
    [InlineData("", "write")]
    [InlineData("p99", "write")]
    [InlineData("p99 < ", "write")]
    [InlineData("p99 < fast", "write")]
    [InlineData("p99 ~ 5 ms", "write")]
    [InlineData("a.b.c.p99 < 5 ms", "no metric")]
    [InlineData("p98 < 5 ms", "p99.9")]
    [InlineData("p99 < 5", "us or")]
    [InlineData("p99 < 5 KiB", "us or")]
    [InlineData("failures = 0 ms", "no unit")]
    public void What_makes_no_sense_is_refused_with_what_is_accepted(string text, string hint) =>
        Assert.Contains(hint, Assert.Throws<FormatException>(() => Expectation.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<", false, false, true)]
    [InlineData("<=", false, true, true)]
    [InlineData("=", false, true, false)]
    [InlineData(">=", true, true, false)]
    [InlineData(">", true, false, false)]
    public void Each_comparison_has_its_meaning(string comparison, bool above, bool equal, bool below)
    {
        var expectation = Expectation.Parse($"rate {comparison} 10/s");
        Assert.Equal((above, equal, below), (expectation.IsMetBy(11), expectation.IsMetBy(10), expectation.IsMetBy(9)));
    }
}
