using System.Globalization;
using ActorTls.Configuration;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace ActorTls.Server.Logging;

/// <summary>
/// Writes an event as one line: time in UTC, level, message, and as <c>name=value</c> what the message does not show
/// yet. Values are data of peers: none can break the line or pass for another property. Only an exception, if there is
/// one, follows in lines of its own, which are indented.
/// </summary>
internal sealed class TextLineFormatter : ITextFormatter
{
    /// <summary>The template of an event that is written without time and level, for people.</summary>
    public const string PlainLine = "{line:l}";

    // For programs, which read JSON: the number and category of the message, and what Akka repeats of the event.
    private static readonly HashSet<string> NotShown = ["EventId", "SourceContext", "Timestamp", "Thread", "LogSource"];

    // What can stand in a value without quotes.
    private const string PlainPunctuation = ".,:;-_/+*@%&!?~#()[]|";

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var holes = logEvent.MessageTemplate.Tokens.OfType<PropertyToken>().Select(token => token.PropertyName).ToArray();
        var values = holes.Length == 0 ? logEvent.Properties : WithoutQuotes(logEvent);
        var message = PrintableText.OneLine(logEvent.MessageTemplate.Render(values, CultureInfo.InvariantCulture));
        if (logEvent.MessageTemplate.Text == PlainLine)
        {
            output.Write(message);
            output.Write('\n');
            return;
        }

        output.Write(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        output.Write(LevelName(logEvent.Level));
        output.Write(message);
        foreach (var (name, value) in logEvent.Properties)
        {
            if (NotShown.Contains(name) || holes.Contains(name)) continue;
            output.Write(' ');
            output.Write(name);
            output.Write('=');
            WriteValue(value, output);
        }
        output.Write('\n');
        if (logEvent.Exception is { } exception) WriteException(exception, output);
    }

    private static string LevelName(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => " debug   ",
        LogEventLevel.Information => " info    ",
        LogEventLevel.Warning => " warning ",
        _ => " error   ",
    };

    // Inside a sentence a string reads better without Serilog's quotes.
    private static Dictionary<string, LogEventPropertyValue> WithoutQuotes(LogEvent logEvent) =>
        logEvent.Properties.ToDictionary(
            property => property.Key,
            property => property.Value is ScalarValue { Value: string text }
                ? new ScalarValue(new Unquoted(text))
                : property.Value);

    private static void WriteValue(LogEventPropertyValue value, TextWriter output)
    {
        var text = value is ScalarValue scalar ? Text(scalar.Value) : value.ToString();
        // An unquoted dash is a value that is not known.
        var isUnknown = value is ScalarValue { Value: null };
        var isPlain = text.Length > 0 && (text != "-" || isUnknown) && text.All(c => char.IsAsciiLetterOrDigit(c) || PlainPunctuation.Contains(c));
        output.Write(isPlain ? text : PrintableText.Quoted(text));
    }

    private static string Text(object? value) => value switch
    {
        null => "-",
        bool truth => truth ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "-",
    };

    private static void WriteException(Exception exception, TextWriter output)
    {
        const StringSplitOptions Options = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        foreach (var line in exception.ToString().Split('\n', Options))
        {
            output.Write("    ");
            output.Write(PrintableText.OneLine(line));
            output.Write('\n');
        }
    }

    private sealed record Unquoted(string Text) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => Text;
    }
}
