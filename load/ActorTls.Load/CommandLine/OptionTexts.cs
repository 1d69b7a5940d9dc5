using System.CommandLine;
using System.Globalization;
using ActorTls.Load.Expectations;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.CommandLine;

/// <summary>Options whose values are texts, and the reading of these.</summary>
internal static class OptionTexts
{
    /// <summary>An option with a default.</summary>
    public static Option<string> Text(string name, string help, string description, string defaultValue) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => defaultValue };

    /// <summary>An option that may be left out.</summary>
    public static Option<string?> Optional(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    /// <summary>The option for expectations; may be repeated.</summary>
    public static Option<string[]> ExpectationOption() => new("--expect")
    {
        Description = "what must hold, such as 'failures = 0' (which always must), 'p99 < 5 ms', 'rate > 1000/s', 'storm.live.p99 < 8 ms'",
        HelpName = "EXPECTATION",
        DefaultValueFactory = _ => [],
    };

    /// <summary>A whole number.</summary>
    /// <exception cref="UsageException">It is none, or too large or small.</exception>
    public static long Number(ParseResult parsed, Option<string> option, long least, long most) =>
        Number(parsed.GetRequiredValue(option), option, least, most);

    /// <summary>A whole number, or null where none is given.</summary>
    /// <exception cref="UsageException">It is none, or too large or small.</exception>
    public static long? OptionalNumber(ParseResult parsed, Option<string?> option, long least, long most) =>
        parsed.GetValue(option) is { } text ? Number(text, option, least, most) : null;

    /// <summary>A duration.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TimeSpan Duration(string text, Option option) => ScenarioParameter.ParseDuration(text) ??
        throw new UsageException($"{option.Name} {text} is not accepted: a duration such as 500us, 20ms, 10s or 2m");

    /// <summary>Expectations.</summary>
    /// <exception cref="UsageException">One is none.</exception>
    public static IReadOnlyList<Expectation> ReadExpectations(ParseResult parsed, Option<string[]> option)
    {
        try
        {
            return [.. parsed.GetRequiredValue(option).Select(Expectation.Parse)];
        }
        catch (FormatException e)
        {
            throw new UsageException($"{option.Name} {e.Message}");
        }
    }

    private static long Number(string text, Option option, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option.Name} {text} is not accepted: a whole number from {least} to {most}");
}
