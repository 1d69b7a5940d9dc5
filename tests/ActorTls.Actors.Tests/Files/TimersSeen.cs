using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Files;

/// <summary>A clock that the test moves, and that says when somebody waits for it.</summary>
internal sealed class TimersSeen : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _started = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Completes once for each timer that is started, with its due time.</summary>
    public Task<TimeSpan> NextAsync() => _started.Reader.ReadAsync().AsTask();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _started.Writer.TryWrite(dueTime);
        return timer;
    }
}
