using ActorTls.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace ActorTls.Server.Logging;

/// <summary>
/// The log of a running server, on standard output. Disposing it writes what is still waiting, but not for longer than
/// five seconds: a reader that has stopped reading cannot keep the process alive.
/// </summary>
internal sealed class ServerLog : IAsyncDisposable
{
    // About a second of connections ending at full speed.
    private const int WaitingEvents = 10_000;

    private static readonly TimeSpan LossInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(5);

    private readonly LostEventCounter _lost = new();
    private readonly Logger _logger;
    private readonly ITimer _lossTimer;

    /// <param name="settings">Which events are written, and how.</param>
    /// <param name="output">Where to; stays the caller's.</param>
    /// <param name="time">For the interval at which lost events are told.</param>
    public ServerLog(LoggingSettings settings, TextWriter output, TimeProvider time)
    {
        ITextFormatter formatter = settings.Format == LogFormat.Json
            ? new RenderedCompactJsonFormatter()
            : new TextLineFormatter();
        _logger = new LoggerConfiguration()
            .MinimumLevel.Is(LevelOf(settings.Level))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Async(
                sinks => sinks.Sink(new TextWriterSink(output, formatter)),
                WaitingEvents, blockWhenFull: false, monitor: _lost)
            .CreateLogger();
        _lossTimer = time.CreateTimer(_ => TellLosses(), null, LossInterval, LossInterval);
    }

    /// <summary>Where events go. Never blocks.</summary>
    public Serilog.ILogger Logger => _logger;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lossTimer.DisposeAsync();
        TellLosses();
        try
        {
            await Task.Run(_logger.Dispose).WaitAsync(LongestFlush);
        }
        catch (TimeoutException)
        {
            // Nobody reads; what is left is lost.
        }
    }

    private static LogEventLevel LevelOf(LogVerbosity verbosity) => verbosity switch
    {
        LogVerbosity.Debug => LogEventLevel.Debug,
        LogVerbosity.Info => LogEventLevel.Information,
        LogVerbosity.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private void TellLosses()
    {
        if (_lost.TakeUnreported() is > 0 and var lost)
            _logger.Warning("log events were lost: the log is read more slowly than it is written {lost}", lost);
    }

    private sealed class TextWriterSink(TextWriter output, ITextFormatter formatter) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            // The whole event at once, so that nothing else that is printed can end up inside it.
            using var text = new StringWriter();
            formatter.Format(logEvent, text);
            output.Write(text.ToString());
            output.Flush();
        }
    }
}
