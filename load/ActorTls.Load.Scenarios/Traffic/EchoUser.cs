using ActorTls.Load.Scenarios.Client;

namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>Sends a message on its one connection and waits until all of it has come back.</summary>
internal sealed class EchoUser(LoadLoop loop, int messageSize) : VirtualUser
{
    private readonly ClientConnection _connection = new(loop);

    public override async ValueTask<LoadFailure?> PrepareAsync()
    {
        if (_connection.IsOpen) return null;
        // With TLS 1.3 a client is let in for certain when something came back.
        return await _connection.OpenAsync() ?? await _connection.ExchangeAsync(1, 1);
    }

    public override async ValueTask<IterationResult> IterateAsync()
    {
        var failure = await _connection.ExchangeAsync(messageSize, messageSize);
        return new IterationResult(failure, failure is null ? messageSize : 0);
    }

    public override ValueTask<LoadFailure?> LeaveAsync() => _connection.CloseAsync();

    public override void Abandon() => _connection.Abandon();
}
