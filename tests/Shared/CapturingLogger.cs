using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActorTls.Testing;

/// <summary>One log event with its structured fields.</summary>
internal sealed record CapturedEvent(LogLevel Level, string Message, IReadOnlyDictionary<string, object?> Fields, Exception? Exception)
{
    public string? Reason => Fields.GetValueOrDefault("reason") as string;

    public string? Phase => Fields.GetValueOrDefault("phase") as string;

    public string? Detail => Fields.GetValueOrDefault("detail") as string;
}

/// <summary>Keeps what is logged, and lets a test wait for it.</summary>
internal sealed class CapturingLogger : ILogger, ILoggerFactory
{
    private readonly BlockingCollection<CapturedEvent> _closed = [];

    public ConcurrentQueue<CapturedEvent> All { get; } = new();

    /// <summary>The next end of a connection.</summary>
    public CapturedEvent NextClosed()
    {
        Assert.True(_closed.TryTake(out var closed, TimeSpan.FromSeconds(30)), "No connection was logged as closed.");
        return closed;
    }

    /// <summary>An end of a connection that was logged already and not taken yet; null when there is none.</summary>
    public CapturedEvent? TryNextClosed() => _closed.TryTake(out var closed) ? closed : null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var fields = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
        var captured = new CapturedEvent(
            logLevel, formatter(state, exception), fields.ToDictionary(field => field.Key, field => field.Value), exception);
        All.Enqueue(captured);
        if (captured.Message == "connection closed") _closed.Add(captured);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() => _closed.Dispose();
}
