using ActorTls.Load.Scenarios.Client;

namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>
/// Sends as much as its connection takes, and reads far more slowly, so that the server always has something for it that
/// it cannot get rid of.
/// </summary>
internal sealed class SlowReaderUser(LoadLoop loop, SlowReaderParameters parameters) : VirtualUser
{
    // The kernel's buffers would else hold megabytes before the server felt anything.
    private const int ReceiveBuffer = 4096;

    // More at one go would keep other connections of the loop waiting.
    private const int SentAtOnce = 64 * 1024;

    private readonly ClientConnection _connection = new(loop, ReceiveBuffer);

    public override async ValueTask<LoadFailure?> PrepareAsync() =>
        _connection.IsOpen ? null : await _connection.OpenAsync() ?? await _connection.ExchangeAsync(1, 1);

    public override async ValueTask<IterationResult> IterateAsync()
    {
        // Where it failed, the exchange says why.
        _connection.TrySendNow(Math.Min(parameters.Ahead - _connection.Outstanding, SentAtOnce));
        await loop.DelayAsync(parameters.Pause);
        var size = parameters.ReadSize;
        var missing = size - _connection.Unanswered;
        var failure = missing > 0 ? await _connection.ExchangeAsync(missing, size)
            : _connection.Outstanding >= size ? await _connection.ReceiveAsync(size)
            : await _connection.ExchangeAsync(0, size);
        return new IterationResult(failure, failure is null ? size : 0);
    }

    /// <summary>Reads all that is outstanding first, without pauses.</summary>
    public override async ValueTask<LoadFailure?> LeaveAsync()
    {
        if (!_connection.IsOpen) return null;
        return await _connection.ExchangeAsync(0, _connection.Unanswered) ?? await _connection.CloseAsync();
    }

    public override void Abandon() => _connection.Abandon();
}
