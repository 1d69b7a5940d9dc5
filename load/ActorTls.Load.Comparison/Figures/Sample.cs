namespace ActorTls.Load.Comparison.Figures;

/// <summary>One figure, measured in several rounds.</summary>
/// <param name="Values">By round; a round in which it could not be measured has none.</param>
internal sealed record Sample(IReadOnlyDictionary<int, double> Values)
{
    /// <summary>Of values that were measured in rounds 1, 2, 3, and so on.</summary>
    public static Sample Of(params double[] values) =>
        new(values.Select((value, index) => (Round: index + 1, value)).ToDictionary(each => each.Round, each => each.value));

    /// <summary>Whether it was measured at all.</summary>
    public bool IsEmpty => Values.Count == 0;

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public double Median
    {
        get
        {
            var sorted = Values.Values.Order().ToArray();
            var middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    /// <summary>The smallest.</summary>
    public double Least => Values.Values.Min();

    /// <summary>The largest.</summary>
    public double Most => Values.Values.Max();

    /// <summary>
    /// This over another figure, round by round: both were measured within a minute or so, and what the machine did
    /// meanwhile is in both.
    /// </summary>
    public Sample Over(Sample other) => Combine(other, (mine, theirs) => mine / theirs);

    /// <summary>This less another figure, round by round.</summary>
    public Sample Less(Sample other) => Combine(other, (mine, theirs) => mine - theirs);

    private Sample Combine(Sample other, Func<double, double, double> combine) => new(Values
        .Where(each => other.Values.ContainsKey(each.Key))
        .ToDictionary(each => each.Key, each => combine(each.Value, other.Values[each.Key])));
}
