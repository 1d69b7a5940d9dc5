using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorTls.Load.Expectations;

/// <summary>
/// Something that must hold of a run, such as <c>failures = 0</c>, <c>p99 &lt; 5 ms</c>, <c>rate &gt; 1000/s</c> or
/// <c>storm.live.p99 &lt; 8ms</c>.
/// </summary>
/// <param name="Text">As it was given.</param>
/// <param name="Scope">Names of a stage, of a workload, or both; empty = wherever the scenario's first workload has that figure.</param>
/// <param name="Metric">What is compared.</param>
/// <param name="Comparison"><c>&lt;</c>, <c>&lt;=</c>, <c>=</c>, <c>&gt;=</c> or <c>&gt;</c>.</param>
/// <param name="Limit">In the metric's own unit.</param>
internal sealed partial record Expectation(
    string Text, IReadOnlyList<string> Scope, Metric Metric, string Comparison, double Limit)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none; the message says what is accepted.</exception>
    public static Expectation Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success) throw new FormatException($"'{text}' is no expectation: write [STAGE.][WORKLOAD.]METRIC < NUMBER [UNIT], such as 'p99 < 5 ms'");
        var path = match.Groups["path"].Value.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var metric = Metric.Find(match.Groups["metric"].Value) ?? throw new FormatException(
            $"'{match.Groups["metric"].Value}' is no metric: there are {string.Join(", ", Metric.All.Select(known => known.Name))}");
        var unit = match.Groups["unit"].Value;
        if (!metric.Units.TryGetValue(unit, out var factor))
            throw new FormatException($"'{text}': {metric.Name} is given in {string.Join(" or ", metric.Units.Keys.Select(name => name.Length == 0 ? "no unit" : name))}");
        var limit = double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * factor;
        return new Expectation(
            text.Trim(), path, metric, match.Groups["comparison"].Value, limit);
    }

    /// <summary>Whether a value meets it.</summary>
    public bool IsMetBy(double value) => Comparison switch
    {
        "<" => value < Limit,
        "<=" => value <= Limit,
        "=" => value == Limit,
        ">=" => value >= Limit,
        _ => value > Limit,
    };

    [GeneratedRegex(
        """^\s*(?<path>(?:[A-Za-z0-9-]+\.){0,2})(?<metric>[A-Za-z][A-Za-z0-9.-]*?)\s*(?<comparison><=|>=|<|>|=)\s*(?<number>\d+(?:\.\d+)?)\s*(?<unit>[A-Za-zµ%/]*)\s*$""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
