using System.CommandLine;
using ActorTls.Load.CommandLine;
using ActorTls.Load.Expectations;

namespace ActorTls.Load.NBomber.Results;

/// <summary>Everything that is expected of a run.</summary>
internal static class RunExpectations
{
    private const string Failures = "failures";

    // The runner of our own measures them.
    private static readonly string[] NotMeasured = ["p90", "p99.9", "cpu", "memory"];

    /// <summary>Reads one of a part's own, which is about that part.</summary>
    /// <exception cref="FormatException">It is none, or about a figure that NBomber does not have.</exception>
    public static Expectation Parse(string text, IReadOnlyList<string> scope)
    {
        var expectation = RequireMeasured(Expectation.Parse(text));
        return expectation with { Scope = [.. scope, .. expectation.Scope] };
    }

    /// <summary>Those of the command line.</summary>
    /// <exception cref="UsageException">One is none, or about a figure that NBomber does not have.</exception>
    public static IReadOnlyList<Expectation> ReadGeneral(ParseResult parsed, Option<string[]> option)
    {
        try
        {
            return [.. OptionTexts.ReadExpectations(parsed, option).Select(RequireMeasured)];
        }
        catch (FormatException e)
        {
            throw new UsageException($"{option.Name} {e.Message}");
        }
    }

    /// <summary>
    /// Puts the expectations of a part and those of the command line together. Nothing may fail unless one of them says
    /// something about failures.
    /// </summary>
    public static IEnumerable<Expectation> WithDefault(
        IReadOnlyCollection<Expectation> own, IReadOnlyCollection<Expectation> general, IReadOnlyList<string> scope) =>
        own.Concat(general).Any(expectation => expectation.Metric.Name == Failures)
            ? own
            : own.Prepend(Parse(ExpectationCheck.Default, scope));

    private static Expectation RequireMeasured(Expectation expectation) => NotMeasured.Contains(expectation.Metric.Name)
        ? throw new FormatException($"'{expectation.Text}': NBomber does not measure {expectation.Metric.Name}; load/ActorTls.Load does")
        : expectation;
}
