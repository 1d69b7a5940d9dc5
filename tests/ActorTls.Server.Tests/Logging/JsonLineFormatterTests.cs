using System.Text;
using System.Text.Json;
using ActorTls.Server.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ActorTls.Server.Tests.Logging;

public sealed class JsonLineFormatterTests
{
    [Theory]
    [InlineData("\U0001F600", "\U0001F600")]
    [InlineData("bücher.example", "bücher.example")]
    [InlineData("a\u202Eb", @"a\u202Eb")]
    [InlineData("a\u200Bb", @"a\u200Bb")]
    [InlineData(@"a\u200Bb", @"a\\u200Bb")]
    [InlineData("e\u0301", @"e\u0301")]
    [InlineData("\U000E0041", @"\uDB40\uDC41")]
    [InlineData("a\u2028b", @"a\u2028b")]
    [InlineData("a\nb", @"a\nb")]
    public void A_value_is_escaped_once_and_read_as_it_was(string value, string written)
    {
        var line = Format(value);

        Assert.Contains($"\"name\":\"{written}\"", line, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(value, JsonDocument.Parse(line).RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public void Lines_of_any_length_are_whole()
    {
        var value = string.Concat(Enumerable.Repeat("ab\u200B", 50_000));
        Assert.Equal(value, JsonDocument.Parse(Format(value, "x", value)).RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public void Half_a_character_is_told_apart_from_another()
    {
        Assert.Contains(@"a\uD83D", Format("a\uD83D"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(@"a\uDE00", Format("a\uDE00"), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The line of the last event.</summary>
    private static string Format(params string[] values)
    {
        var output = new StringBuilder();
        using (var writer = new StringWriter(output))
        using (var logger = new LoggerConfiguration().WriteTo.Sink(new Sink(writer)).CreateLogger())
        {
            foreach (var value in values) logger.ForContext("name", value).Information("x");
        }
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(values.Length, lines.Length);
        return lines[^1];
    }

    private sealed class Sink(TextWriter output) : ILogEventSink
    {
        private readonly JsonLineFormatter _formatter = new();

        public void Emit(LogEvent logEvent) => _formatter.Format(logEvent, output);
    }
}
