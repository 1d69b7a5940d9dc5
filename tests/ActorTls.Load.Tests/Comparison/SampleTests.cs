using ActorTls.Load.Comparison.Figures;
using CsCheck;

namespace ActorTls.Load.Tests.Comparison;

public sealed class SampleTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3.0)]
    [InlineData(new[] { 5.0, 1.0, 3.0 }, 3.0)]
    [InlineData(new[] { 4.0, 1.0, 3.0, 100.0 }, 3.5)]
    public void The_median_is_the_middle_or_the_mean_of_the_two_in_the_middle(double[] values, double median) =>
        Assert.Equal(median, Sample.Of(values).Median);

    [Fact]
    public void The_median_is_within_the_spread_and_half_of_the_values_are_on_each_side() => Gen.Double[0, 1e9].Array[1, 30].Sample(values =>
    {
        var sample = Sample.Of(values);
        return sample.Least <= sample.Median && sample.Median <= sample.Most
            && values.Count(value => value <= sample.Median) * 2 >= values.Length && values.Count(value => value >= sample.Median) * 2 >= values.Length;
    });

    [Fact]
    public void A_ratio_is_taken_round_by_round()
    {
        // A machine that is ten times slower in one round does not change it.
        var ratio = Sample.Of(1, 20, 3).Over(Sample.Of(2, 40, 6));
        Assert.Equal((0.5, 0.5, 0.5), (ratio.Least, ratio.Median, ratio.Most));
    }

    [Fact]
    public void A_round_that_one_of_both_lacks_is_in_no_ratio_or_difference()
    {
        var mine = new Sample(new Dictionary<int, double> { [1] = 8, [3] = 9 });
        var theirs = new Sample(new Dictionary<int, double> { [2] = 1, [3] = 3 });
        Assert.Equal([3.0], mine.Over(theirs).Values.Values);
        Assert.Equal([6.0], mine.Less(theirs).Values.Values);
        Assert.True(mine.Over(Sample.Of()).IsEmpty);
    }

    [Fact]
    public void Figures_are_kept_by_row_server_and_round()
    {
        var measurements = new Measurements();
        measurements.Add("full", "a", Figure.Rate, 1, 10);
        measurements.Add("full", "a", Figure.Rate, 2, 30);
        measurements.Add("full", "a", Figure.P99, 1, null);
        measurements.Add("full", "b", Figure.Rate, 1, 7);
        Assert.Equal(20, measurements.Get("full", "a", Figure.Rate).Median);
        Assert.True(measurements.Get("full", "a", Figure.P99).IsEmpty);
        Assert.Equal(7, measurements.Get("full", "b", Figure.Rate).Median);
    }
}
