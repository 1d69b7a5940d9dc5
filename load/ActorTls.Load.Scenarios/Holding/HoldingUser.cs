using ActorTls.Load.Scenarios.Client;

namespace ActorTls.Load.Scenarios.Holding;

/// <summary>
/// Opens a connection and keeps it; one that is there already shows by a byte there and back that it still works.
/// </summary>
internal sealed class HoldingUser(LoadLoop loop, bool leavesByReset) : VirtualUser
{
    private readonly ClientConnection _connection = new(loop);

    public override async ValueTask<IterationResult> IterateAsync()
    {
        var failure = _connection.IsOpen ? null : await _connection.OpenAsync();
        failure ??= await _connection.ExchangeAsync(1, 1);
        return new IterationResult(failure, failure is null ? 1 : 0);
    }

    public override ValueTask<LoadFailure?> LeaveAsync()
    {
        if (!leavesByReset) return _connection.CloseAsync();
        Abandon();
        return default;
    }

    public override void Abandon() => _connection.Abandon();
}
