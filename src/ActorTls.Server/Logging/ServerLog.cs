using System.Globalization;
using System.Text;
using ActorTls.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace ActorTls.Server.Logging;

/// <summary>
/// The log of a running server. Disposing it writes what is still waiting, but not for longer than five seconds: a
/// reader that has stopped reading cannot keep the process alive.
/// </summary>
internal sealed class ServerLog : IAsyncDisposable
{
    // About a second of connections ending at full speed.
    private const int WaitingEvents = 10_000;

    private static readonly TimeSpan LossInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(5);

    private readonly LogQueueMonitor _queue = new();
    private readonly LoggingLevelSwitch _level = new();
    private readonly LineSink _sink;
    private readonly TimeProvider _time;
    private readonly Logger _logger;
    private readonly ITimer _lossTimer;

    /// <param name="settings">Which events are written, and how.</param>
    /// <param name="output">Where to; null = nowhere.</param>
    /// <param name="time">The clock of the interval at which lost events are reported.</param>
    public ServerLog(LoggingSettings settings, ILogOutput? output, TimeProvider time)
    {
        _time = time;
        _sink = new LineSink(output is null ? null : new LineBuffer(output), _queue, this);
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
    /// Writes a line for the user at any level: as a plain line in the text format, and as an event in JSON, where every line must be
    /// an object.
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
            // The log is not read, or cannot be written: the events that are left are lost.
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
        _sink.Flush();
    }

    // While the queue is full the warning would be lost as well.
    private void TellLossesWhenHeard()
    {
        if (_queue.IsFull) return;
        TellLosses(_logger);
        if (_sink.HasUnwritten) _logger.Write(LogEventLevel.Fatal, LineSink.TryAgain);
    }

    private void TellLosses(Logger logger)
    {
        if (_queue.TakeUnreported() is > 0 and var lost)
            logger.Warning("{lost} log events were lost, because the log is read more slowly than it is written", lost);
    }

    // Used by one thread at a time: that of the queue, then the one that ends the log.
    private sealed class LineSink(LineBuffer? buffer, LogQueueMonitor queue, ServerLog log) : ILogEventSink
    {
        /// <summary>The template of an event that is not written itself: it only makes the sink report unwritten events.</summary>
        public const string TryAgain = "";

        private const int MostBuffered = 16 * 1024;

        private static readonly MessageTemplate Unwritten = new MessageTemplateParser().Parse(
            "{lost} log events were lost, because standard output could not be written: {error:l}");

        private readonly JsonLineFormatter _json = new();
        private readonly TextLineFormatter _text = new();
        private readonly StringBuilder _line = new();
        private volatile LogFormat _format;
        private long _unwritten;
        private string _error = "";

        public LogFormat Format
        {
            get => _format;
            set => _format = value;
        }

        /// <summary>Whether events could not be written and this is not reported yet. Any thread.</summary>
        public bool HasUnwritten => Interlocked.Read(ref _unwritten) > 0;

        public void Emit(LogEvent logEvent)
        {
            if (buffer is null) return;
            TellUnwritten();
            if (logEvent.MessageTemplate.Text != TryAgain) Add(logEvent);

            // A burst of events costs one system call, a single event is seen at once.
            if (queue.Waiting == 0 || buffer.Length >= MostBuffered) Flush();
        }

        /// <summary>Writes what is buffered; false when it could not be written.</summary>
        public bool Flush()
        {
            if (buffer is null || buffer.Flush(out var lost) is not { } error) return true;
            _error = error;
            Interlocked.Add(ref _unwritten, lost);
            return false;
        }

        // By itself, before anything else: either it arrives, or the number goes on growing.
        private void TellUnwritten()
        {
            if (!HasUnwritten || log._level.MinimumLevel > LogEventLevel.Warning || !Flush()) return;
            var lost = Interlocked.Read(ref _unwritten);
            Add(new LogEvent(log._time.GetUtcNow(), LogEventLevel.Warning, null, Unwritten,
            [
                new LogEventProperty("lost", new ScalarValue(lost)), new LogEventProperty("error", new ScalarValue(_error)),
            ]));
            var failure = buffer!.Flush(out var notTold);
            if (failure is null || notTold == 0) Interlocked.Add(ref _unwritten, -lost);
            _error = failure ?? _error;
        }

        private void Add(LogEvent logEvent)
        {
            ITextFormatter formatter = _format == LogFormat.Json ? _json : _text;
            using (var writer = new StringWriter(_line, CultureInfo.InvariantCulture)) formatter.Format(logEvent, writer);
            buffer!.Add(_line.ToString());
            _line.Clear();
        }
    }
}
