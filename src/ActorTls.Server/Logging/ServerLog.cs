using System.Text;
using ActorTls.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace ActorTls.Server.Logging;

/// <summary>
/// The log of a running server. Disposing it writes what is still waiting, but not for longer than five seconds: a
/// reader that has stopped reading cannot keep the process alive.
/// </summary>
internal sealed class ServerLog : IAsyncDisposable
{
    // About a second of connections ending at full speed.
    private const int WaitingEvents = 10_000;
    private const int OutputBufferBytes = 16 * 1024;

    private static readonly TimeSpan LossInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(5);

    private readonly StreamWriter _output;
    private readonly LogQueueMonitor _queue = new();
    private readonly LoggingLevelSwitch _level = new();
    private readonly StreamSink _sink;
    private readonly Logger _logger;
    private readonly ITimer _lossTimer;

    /// <param name="settings">Which events are written, and how.</param>
    /// <param name="output">Where to; closed with the log.</param>
    /// <param name="time">For the interval at which lost events are told.</param>
    public ServerLog(LoggingSettings settings, Stream output, TimeProvider time)
    {
        _output = new StreamWriter(output, new UTF8Encoding(false), OutputBufferBytes);
        _sink = new StreamSink(_output, _queue);
        Use(settings);
        _logger = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(_level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Async(sinks => sinks.Sink(_sink), WaitingEvents, blockWhenFull: false, monitor: _queue)
            .CreateLogger();
        _lossTimer = time.CreateTimer(_ => TellLossesWhenHeard(), null, LossInterval, LossInterval);
    }

    /// <summary>Where events go. Never blocks.</summary>
    public Serilog.ILogger Logger => _logger;

    /// <summary>Writes other events, or in another format, from the next event on. Any thread.</summary>
    public void Use(LoggingSettings settings)
    {
        _level.MinimumLevel = LevelOf(settings.Level);
        _sink.Format = settings.Format;
    }

    /// <summary>
    /// Tells the user something whatever the level: as a plain line in the text format, as an event in JSON, where every
    /// line must be an object.
    /// </summary>
    public void Tell(string line)
    {
        // Fatal passes every level; the text format does not show it for this.
        var level = _sink.Format == LogFormat.Json ? LogEventLevel.Information : LogEventLevel.Fatal;
        _logger.Write(level, TextLineFormatter.PlainLine, line);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lossTimer.DisposeAsync();
        try
        {
            await Task.Run(WriteWhatIsLeft).WaitAsync(LongestFlush);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            // Nobody reads, or nothing can be written: what is left is lost.
        }
    }

    private static LogEventLevel LevelOf(LogVerbosity verbosity) => verbosity switch
    {
        LogVerbosity.Debug => LogEventLevel.Debug,
        LogVerbosity.Info => LogEventLevel.Information,
        LogVerbosity.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private void WriteWhatIsLeft()
    {
        _logger.Dispose();
        using (var direct = new LoggerConfiguration().WriteTo.Sink(_sink).CreateLogger()) TellLosses(direct);
        _output.Dispose();
    }

    // While the queue is full the warning would be lost as well.
    private void TellLossesWhenHeard()
    {
        if (!_queue.IsFull) TellLosses(_logger);
    }

    private void TellLosses(Logger logger)
    {
        if (_queue.TakeUnreported() is > 0 and var lost)
            logger.Warning("{lost} log events were lost, because the log is read more slowly than it is written", lost);
    }

    // Used by one thread at a time: that of the queue, then the one that ends the log.
    private sealed class StreamSink(TextWriter output, LogQueueMonitor queue) : ILogEventSink
    {
        private readonly JsonLineFormatter _json = new();
        private readonly TextLineFormatter _text = new();
        private volatile LogFormat _format;

        public LogFormat Format
        {
            get => _format;
            set => _format = value;
        }

        public void Emit(LogEvent logEvent)
        {
            ITextFormatter formatter = _format == LogFormat.Json ? _json : _text;
            formatter.Format(logEvent, output);

            // A burst of events costs one system call, a single event is seen at once.
            if (queue.Waiting == 0) output.Flush();
        }
    }
}
