using ActorTls.Configuration;
using ActorTls.Load.Scenarios.Client;
using ActorTls.Tls;

namespace ActorTls.Load.Scenarios.Handshakes;

/// <summary>
/// Opens one connection after the other. The byte that goes there and back belongs to each: with TLS 1.3 a client only
/// knows by it that it was let in.
/// </summary>
/// <param name="loop">The loop that it runs on.</param>
/// <param name="kind">The kind of its handshakes.</param>
/// <param name="turns">The turns of a fleet, whose next client makes each connection; null = the target's one client makes all.</param>
internal sealed class HandshakeUser(LoadLoop loop, HandshakeKind kind, FleetTurns? turns = null) : VirtualUser
{
    private readonly ClientFleet? _fleet = turns is null
        ? null
        : loop.Fleet ?? throw new InvalidOperationException("The target has no fleet.");
    private readonly ClientConnection _connection = new(loop);
    private ITlsClientSession? _session;
    private bool _refusalChecked;

    public override ValueTask<LoadFailure?> PrepareAsync() => kind switch
    {
        HandshakeKind.Resumed when _session is null => TakeFirstSessionAsync(),
        HandshakeKind.Mutual when !_refusalChecked => CheckRefusalAsync(),
        _ => default,
    };

    public override async ValueTask<IterationResult> IterateAsync()
    {
        var failure = await _connection.OpenAsync(_session, certificate: _fleet?.At(turns!.Take()));
        if (failure is null && kind == HandshakeKind.Resumed && !_connection.IsResumed)
        {
            _connection.Abandon();
            failure = new LoadFailure(FailureKind.NotResumed, "the server made a full handshake");
        }
        failure ??= await ExchangeAndCloseAsync();
        if (failure is not null) Forget();
        return new IterationResult(failure, failure is null ? 1 : 0);
    }

    public override async ValueTask<LoadFailure?> LeaveAsync()
    {
        var failure = await _connection.CloseAsync();
        Abandon();
        return failure;
    }

    public override void Abandon()
    {
        _connection.Abandon();
        Forget();
    }

    private async ValueTask<LoadFailure?> ExchangeAndCloseAsync()
    {
        var failure = await _connection.ExchangeAsync(1, 1);
        if (failure is not null) return failure;
        if (kind == HandshakeKind.Resumed && !TakeSession())
        {
            _connection.Abandon();
            return new LoadFailure(FailureKind.NotResumed, "the server sent no session ticket");
        }
        return await _connection.CloseAsync();
    }

    private async ValueTask<LoadFailure?> TakeFirstSessionAsync() =>
        await _connection.OpenAsync() ?? await ExchangeAndCloseAsync();

    private async ValueTask<LoadFailure?> CheckRefusalAsync()
    {
        var failure = await _connection.OpenAsync(withCertificate: false) ?? await _connection.ExchangeAsync(1, 1);
        if (failure is null)
        {
            _connection.Abandon();
            return new LoadFailure(FailureKind.NotRefused, "the server let in a client without a certificate");
        }
        // With TLS 1.3 our byte may be under way when the refusal comes, and be answered by a reset that overtakes it.
        _refusalChecked = failure.Kind is FailureKind.TlsAlert or FailureKind.Reset or FailureKind.ClosedEarly or FailureKind.Truncated;
        return _refusalChecked ? null : failure;
    }

    /// <summary>Whether there is a session for the next connection.</summary>
    private bool TakeSession()
    {
        var session = _connection.TakeSession();
        // A ticket of TLS 1.3 is good for one connection; with TLS 1.2 the old one goes on when no new one comes.
        if (session is null) return _session is not null && loop.Target.Protocol == TlsProtocols.Tls12;
        Forget();
        _session = session;
        return true;
    }

    private void Forget()
    {
        _session?.Dispose();
        _session = null;
    }
}
