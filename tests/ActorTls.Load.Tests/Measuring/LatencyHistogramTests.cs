using ActorTls.Load.Measuring;

namespace ActorTls.Load.Tests.Measuring;

public sealed class LatencyHistogramTests
{
    private static void AssertNear(double expected, double actual) => Assert.InRange(actual, expected * 0.998, expected * 1.002);

    [Fact]
    public void Percentiles_are_those_of_what_was_recorded_within_a_part_in_a_thousand()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 10_000; i++) histogram.Record(TimeSpan.FromMicroseconds(i));

        var summary = histogram.Summarize()!;
        Assert.Equal(10_000, summary.Count);
        AssertNear(1, summary.Min);
        AssertNear(5000.5, summary.Mean);
        AssertNear(5000, summary.P50);
        AssertNear(9000, summary.P90);
        AssertNear(9900, summary.P99);
        AssertNear(9990, summary.P999);
        AssertNear(10_000, summary.Max);
    }

    [Fact]
    public void One_slow_operation_among_many_fast_ones_shows_in_the_maximum_alone()
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < 9999; i++) histogram.Record(TimeSpan.FromMicroseconds(20));
        histogram.Record(TimeSpan.FromSeconds(3));

        var summary = histogram.Summarize()!;
        AssertNear(20, summary.P999);
        AssertNear(3_000_000, summary.Max);
    }

    [Fact]
    public void Histograms_add_up()
    {
        var (fast, slow) = (new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < 100; i++)
        {
            fast.Record(TimeSpan.FromMicroseconds(10));
            slow.Record(TimeSpan.FromMilliseconds(10));
        }
        fast.Add(slow);

        Assert.Equal(200, fast.Count);
        AssertNear(10, fast.Percentile(50));
        AssertNear(10_000, fast.Percentile(51));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1e12)]
    public void A_latency_out_of_range_counts_as_the_nearest_that_is_in_it(double seconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromSeconds(Math.Min(seconds, 1e11)));
        Assert.Equal(1, histogram.Count);
        Assert.InRange(histogram.Percentile(100), 0.1, 601e6);
    }

    [Fact]
    public void Without_a_latency_there_is_no_summary()
    {
        var histogram = new LatencyHistogram();
        Assert.Null(histogram.Summarize());
        Assert.Equal(0, histogram.Percentile(99));
        histogram.Record(TimeSpan.FromSeconds(1));
        histogram.Reset();
        Assert.Null(histogram.Summarize());
    }

    [Fact]
    public void The_curve_rises_to_the_maximum()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 1000; i++) histogram.Record(TimeSpan.FromMicroseconds(i * i));
        var summary = histogram.Summarize()!;

        Assert.Equal(summary.Curve.OrderBy(point => point.Percent).ThenBy(point => point.Microseconds), summary.Curve);
        Assert.Equal(100, summary.Curve[^1].Percent);
        AssertNear(summary.Max, summary.Curve[^1].Microseconds);
    }
}
