using ActorTls.Server.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ActorTls.Server.Tests.Logging;

public sealed class TextLineFormatterTests : IDisposable
{
    private readonly StringWriter _output = new();

    private string[] Lines => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => _output.Dispose();

    [Fact]
    public void An_event_is_one_line_with_its_properties()
    {
        Logger().ForContext("listener", "echo").ForContext("bytes_in", 12).ForContext("resumed", true).Information("connection closed");

        var line = Assert.Single(Lines);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info    connection closed ", line);
        foreach (var property in new[] { "listener=echo", "bytes_in=12", "resumed=true" })
            Assert.Contains(property, line.Split(' '));
    }

    [Fact]
    public void What_the_message_says_is_not_repeated()
    {
        Logger().Information("listener {listener} accepts connections on {address}", "echo", "127.0.0.1:8443");

        Assert.EndsWith("listener echo accepts connections on 127.0.0.1:8443", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r\nb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u0085b")]
    [InlineData("\u001b[31mred")]
    [InlineData("\u202edrow")]
    public void A_value_cannot_break_the_line_or_paint_the_terminal(string hostile)
    {
        Logger().ForContext("server_name", hostile).Warning("said {word}", hostile);

        var line = Assert.Single(Lines);
        Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u202e');
        Assert.Contains("\\u", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_cannot_pass_for_another_property()
    {
        Logger().ForContext("server_name", "x reason=\"forged\" \\").Information("connection closed");

        Assert.EndsWith(""" server_name="x reason=\"forged\" \\" """.TrimEnd(), Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_break_is_told_apart_from_its_escape()
    {
        Logger().ForContext("name", "a\nb").Information("x");
        Logger().ForContext("name", "a\\u000Ab").Information("x");

        Assert.EndsWith("name=\"a\\u000Ab\"", Lines[0], StringComparison.Ordinal);
        Assert.EndsWith("name=\"a\\\\u000Ab\"", Lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\U0001F600", "\"\U0001F600\"")]
    [InlineData("bücher.example", "\"bücher.example\"")]
    [InlineData("-", "\"-\"")]
    [InlineData(null, "-")]
    [InlineData("a\u200Bb", "\"a\\u200Bb\"")]
    [InlineData("a\\u200Bb", "\"a\\\\u200Bb\"")]
    public void A_value_is_escaped_once(string? value, string expected)
    {
        Logger().ForContext("name", value).Information("x");

        Assert.EndsWith($" x name={expected}", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Braces_in_a_value_are_no_format()
    {
        Logger().Information("said {word}", "{listener}{0}");

        Assert.EndsWith("said {listener}{0}", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_follows_in_indented_lines()
    {
        Logger().Error(new InvalidOperationException("broken\n2026-01-01T00:00:00.000Z info    forged"), "a session failed");

        Assert.EndsWith("a session failed", Lines[0], StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", Lines[1], StringComparison.Ordinal);
        Assert.All(Lines[1..], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
    }

    private Logger Logger() => new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new Sink(_output)).CreateLogger();

    private sealed class Sink(TextWriter output) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => new TextLineFormatter().Format(logEvent, output);
    }
}
