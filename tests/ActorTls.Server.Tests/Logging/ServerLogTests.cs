using System.Text;
using System.Text.Json;
using ActorTls.Configuration;
using ActorTls.Server.Logging;

namespace ActorTls.Server.Tests.Logging;

public sealed class ServerLogTests : IDisposable
{
    private readonly GatedOutput _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task Json_is_one_object_a_line_notices_too()
    {
        _output.Open();
        await using (var log = Create(LogFormat.Json))
        {
            log.Logger.ForContext("server_name", "a\nb").Information("connection closed");
            log.Tell("openssl s_client \"quoted\"");
        }

        var events = _output.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(2, events.Length);
        Assert.Equal("connection closed", events[0].GetProperty("@m").GetString());
        Assert.Equal("a\nb", events[0].GetProperty("server_name").GetString());
        Assert.Equal("openssl s_client \"quoted\"", events[1].GetProperty("@m").GetString());
    }

    [Fact]
    public async Task Events_below_the_level_are_not_written()
    {
        _output.Open();
        await using (var log = Create(LogFormat.Text, LogVerbosity.Warning))
        {
            log.Logger.Information("quiet");
            log.Logger.Warning("loud");
        }

        Assert.EndsWith("loud", Assert.Single(_output.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Level_and_format_can_change_from_one_event_to_the_next()
    {
        _output.Open();
        await using (var log = Create(LogFormat.Text, LogVerbosity.Warning))
        {
            log.Logger.Information("quiet");
            log.Use(new LoggingSettings(LogVerbosity.Debug, LogFormat.Text));
            log.Logger.Debug("one");
            log.Use(new LoggingSettings(LogVerbosity.Error, LogFormat.Text));
            log.Logger.Warning("quiet");
            log.Logger.Error("two");
        }
        Assert.Equal(["one", "two"], _output.Lines.Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public async Task A_log_that_nobody_reads_loses_events_counts_them_and_blocks_nobody()
    {
        const int Events = 30_000;
        await using (var log = Create(LogFormat.Text))
        {
            // Would never end if it waited for the reader.
            for (var i = 0; i < Events; i++) log.Logger.Information("event");
            _output.Open();
        }

        var written = _output.Lines.Count(line => line.EndsWith(" event", StringComparison.Ordinal));
        Assert.InRange(written, 1, Events - 1);
        Assert.Contains(_output.Lines, line => line.Contains($"{Events - written} log events were lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_that_cannot_be_written_are_counted_and_told_once_there_is_room()
    {
        _output.Open();
        _output.Room = 10;
        await using (var log = Create(LogFormat.Json))
        {
            for (var i = 0; i < 5; i++) log.Logger.Information("lost");
            await _output.FailedAsync();
            log.Logger.Information("lost");
            _output.Room = int.MaxValue;
            log.Logger.Information("written");
        }
        var events = _output.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var told = Assert.Single(events, each => each.TryGetProperty("lost", out _));
        Assert.Contains("standard output could not be written: No space", told.GetProperty("@m").GetString(), StringComparison.Ordinal);
        Assert.Equal(7, events.Length - 1 + told.GetProperty("lost").GetInt32());
        Assert.Equal("written", events[^1].GetProperty("@m").GetString());
    }

    private ServerLog Create(LogFormat format, LogVerbosity level = LogVerbosity.Info) =>
        new(new LoggingSettings(level, format), _output, TimeProvider.System);

    /// <summary>Takes nothing until it is opened.</summary>
    private sealed class GatedOutput : ILogOutput, IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly MemoryStream _bytes = new();

        public string[] Lines => Encoding.UTF8.GetString(_bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>How many bytes it takes before it is full.</summary>
        public int Room { get; set; } = int.MaxValue;

        public void Open() => _open.Set();

        public Task FailedAsync() => _failed.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public int Write(ReadOnlySpan<byte> bytes)
        {
            _open.Wait();
            var count = Math.Min(Room, bytes.Length);
            if (count == 0)
            {
                _failed.TrySetResult();
                throw new IOException("No space left on device");
            }
            _bytes.Write(bytes[..count]);
            Room -= Room == int.MaxValue ? 0 : count;
            return count;
        }

        public void Dispose()
        {
            _open.Dispose();
            _bytes.Dispose();
        }
    }
}
