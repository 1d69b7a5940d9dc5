using System.Text;
using ActorTls.Configuration;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace ActorTls.Server.Logging;

/// <summary>
/// Writes an event as one compact JSON object. What is not seen as itself is written as <c>\uXXXX</c>, which programs read as the
/// character that it is: two names that differ look different to people too. Used by one thread at a time.
/// </summary>
internal sealed class JsonLineFormatter : ITextFormatter
{
    private const int KeptCharacters = 16 * 1024;

    private readonly RenderedCompactJsonFormatter _json = new();
    private readonly StringBuilder _escaped = new();
    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var line = _line.Clear();
        using (var writer = new StringWriter(line)) _json.Format(logEvent, writer);
        // The line's own end is a control character. Outside of strings JSON has no character that would be escaped.
        while (line.Length > 0 && line[^1] is ('\n' or '\r')) line.Length--;
        _escaped.Clear();
        PrintableText.AppendEscaped(_escaped, line.ToString());
        output.Write(_escaped);
        output.Write('\n');
        if (line.Capacity > KeptCharacters) (line.Length, line.Capacity) = (0, KeptCharacters);
        if (_escaped.Capacity > KeptCharacters) (_escaped.Length, _escaped.Capacity) = (0, KeptCharacters);
    }
}
